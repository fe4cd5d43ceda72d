"""Any table becomes a catalogue: what is inferred, what is reported, what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from retrieval.catalog import Catalogue
from retrieval.errors import CatalogueNotWritten, ImportFailed
from retrieval.importing.catalogue import ImportReport, import_catalogue
from retrieval.importing.loading import noun_of
from retrieval.types import Item, Noun


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def taken_in(
    tmp_path: Path, text: str, name: str = "kettles.csv", **more: object
) -> tuple[ImportReport, Catalogue]:
    file = write(tmp_path / name, text)
    report = import_catalogue([file], tmp_path / "shop", **more)  # type: ignore[arg-type]
    return report, Catalogue.load(tmp_path / "shop")


def became(report: ImportReport) -> dict[str, str]:
    return {c.column: f"{c.slot.kind} {c.slot.role}".strip() if c.slot else c.became for c in report.columns}


def shop_rows(count: int = 40) -> list[dict[str, object]]:
    colours, brands = ("red", "blue", "white"), ("Aurora", "Hearth", "Nord")
    return [
        {
            "sku": f"K-{n:03}",
            "Product Name": f"Kettle model {n}",
            "brand": brands[n % 3],
            "category": colours[n % 3] + "|" + colours[(n + 1) % 3],
            "price": f"${20 + n}.50",
            "duration": f"{2 + n % 5} min",
            "noise": ("low", "medium", "high")[n % 3],
            "inStock": ("yes", "no")[n % 2],
            "lang": ("en", "de-DE", "fre")[n % 3],
            "avg_rating": 3 + (n % 20) / 10,
            "num_reviews": (n * 37) % 101,
            "releaseDate": f"20{10 + n % 9}-05-01",
            "description": f"Boils number {n} litres of water in a quiet house while all sleep, then clicks.",
            "link": f"https://shop.example/{n}",
            "image": f"https://img.example/{n}.jpg",
            "warehouse_id": 7000 + n,
            "currency": "EUR",
            "notes": "",
        }
        for n in range(count)
    ]


def as_csv(rows: list[dict[str, object]], delimiter: str = ",") -> str:
    lines = [delimiter.join(rows[0])]
    lines += [delimiter.join(f'"{value}"' for value in row.values()) for row in rows]
    return "\n".join(lines) + "\n"


def test_each_column_becomes_what_its_name_and_its_figures_say(tmp_path: Path) -> None:
    report, catalogue = taken_in(tmp_path, as_csv(shop_rows()))
    assert became(report) == {
        "sku": "id",
        "Product Name": "title",
        "brand": "name maker",
        "category": "category kind",
        "price": "number price",
        "duration": "number duration",
        "noise": "level",
        "inStock": "category",
        "lang": "category language",
        "avg_rating": "number rating",
        "num_reviews": "number votes",
        "releaseDate": "number released",
        "description": "text description",
        "link": "url",
        "image": "dropped",
        "warehouse_id": "dropped",
        "currency": "dropped",
        "notes": "dropped",
    }
    item = catalogue.get("K-001")
    assert item is not None
    assert (item.title, item.url) == ("Kettle model 1", "https://shop.example/1")
    assert item.values["category"] == ("blue", "white")
    assert item.values["price"] == 21.5
    assert item.values["noise"] == 1.0
    assert item.values["in_stock"] == "not in stock"
    assert item.values["language"] == "German"
    assert item.values["year"] == 2011.0
    assert catalogue.schema.slot("price").unit == "$"
    assert "cheaper" in catalogue.schema.slot("price").less
    assert catalogue.schema.noun == Noun("kettle", "kettles")
    assert report.bad_rows == report.bad_cells == ()
    assert all(column.why for column in report.columns)


@pytest.mark.parametrize("form", ["tsv", "semicolon", "jsonl", "json", "parquet", "utf-16", "bom"])
def test_the_form_of_the_file_does_not_matter(tmp_path: Path, form: str) -> None:
    rows = shop_rows()
    expected, _ = taken_in(tmp_path, as_csv(rows))
    endings = {"tsv": "tsv", "jsonl": "jsonl", "json": "json", "parquet": "parquet"}
    file = tmp_path / f"kettles.{endings.get(form, 'csv')}"
    if form == "parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    elif form in ("jsonl", "json"):
        lines = [json.dumps(row) for row in rows]
        write(file, "\n".join(lines) if form == "jsonl" else f"[{','.join(lines)}]")
    else:
        text = as_csv(rows, {"tsv": "\t", "semicolon": ";"}.get(form, ","))
        write(file, text, {"utf-16": "utf-16", "bom": "utf-8-sig"}.get(form, "utf-8"))
    report = import_catalogue([file], tmp_path / form)
    assert became(report) == became(expected)
    first = Catalogue.load(tmp_path / "shop").get("K-003")
    assert Catalogue.load(tmp_path / form).get("K-003") == first


def test_a_file_that_is_not_utf_8_is_read_and_reported(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},Théière à fleurs numéro {n},Émile et Zoé Lefèvre" for n in range(50))
    file = write(tmp_path / "teapots.csv", f"id,title,maker\n{rows}\n", "cp1252")
    report = import_catalogue([file], tmp_path / "shop")
    item = Catalogue.load(tmp_path / "shop").get("7")
    assert item is not None
    assert item.title == "Théière à fleurs numéro 7"
    assert "not UTF-8 (line 2)" in report.notes[0]


def test_three_columns_without_an_id_are_enough(tmp_path: Path) -> None:
    report, catalogue = taken_in(tmp_path, "name,price,colour\nHush,80,blue\nRoar,20,red\nHush,70,red\n")
    assert [item.id for item in catalogue.items()] == ["hush", "roar", "hush-2"]
    assert report.items == 3


def test_thousands_of_columns_are_kept_as_facets(tmp_path: Path) -> None:
    names = [f"feature {'abcdefgh'[n % 8]}{n}x" for n in range(2_000)]
    rows = [["i" + str(r), f"Thing {r}", *(f"v{(r * n) % 5}" for n in range(2_000))] for r in range(12)]
    text = "\n".join([",".join(["id", "title", *names]), *(",".join(row) for row in rows)])
    report, catalogue = taken_in(tmp_path, text)
    kept = [c for c in report.columns if c.slot is not None]
    dropped = [c for c in report.columns if c.became == "dropped"]
    assert len(kept) + len(dropped) == 2_000
    assert len(kept) > 1_500
    assert len(catalogue) == 12


def test_what_a_column_is_can_be_said(tmp_path: Path) -> None:
    text = "code,kosten,bezeichnung,wer\n1,5,Kanne,Anna\n2,6,Topf,Bert\n3,5,Krug,Anna\n"
    mapping = {"id": "code", "title": "bezeichnung", "price": "kosten", "potter": "wer"}
    report, catalogue = taken_in(tmp_path, text, mapping=mapping)
    assert became(report)["kosten"] == "number price"
    assert catalogue.items()[0].title == "Kanne"
    assert catalogue.items()[0].texts("potter") == ("Anna",)


def test_a_mapping_to_a_column_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"--map title=headline: .*the columns are: id, name"):
        taken_in(tmp_path, "id,name\n1,x\n", mapping={"title": "headline"})


def test_bad_rows_are_named_by_line_and_the_others_are_kept(tmp_path: Path) -> None:
    text = 'id,title,price\n1,One,5\n2,Two\n,Three,7\n4,,8\n1,One again,9\n6,"Six\nlines",cheap\n7,Seven,9\n'
    text += "".join(f"{n},Title {n},{n}\n" for n in range(10, 60))
    report, catalogue = taken_in(tmp_path, text)
    assert [(row.line, row.reason) for row in report.bad_rows] == [
        (3, "expected 3 cells, found 2"),
        (4, "no id"),
        (5, "no title"),
        (6, "the id '1' was already used in line 2; that one is kept"),
    ]
    assert [(cell.line, cell.reason) for cell in report.bad_cells] == [(7, "price is not a number: 'cheap'")]
    assert catalogue.get("6") == Item("6", "Six lines", {})
    assert len(catalogue) == 53


def test_bad_lines_of_json_are_named(tmp_path: Path) -> None:
    report, _ = taken_in(
        tmp_path, '{"id": 1, "title": "a"}\n{oops\n[1]\n{"id": 2, "title": "b \\ud800"}\n', "things.jsonl"
    )
    assert [row.line for row in report.bad_rows] == [2, 3]
    assert report.items == 2


def test_a_quote_that_is_never_closed_is_reported_with_what_it_costs(tmp_path: Path) -> None:
    report, catalogue = taken_in(tmp_path, 'id,title\n1,One\n2,"Two\n3,Three\n')
    assert len(catalogue) == 1
    assert (report.bad_rows[0].line, "never closed" in report.bad_rows[0].reason) == (3, True)


def test_a_cell_beyond_all_measure_is_reported(tmp_path: Path) -> None:
    report, catalogue = taken_in(
        tmp_path, f"id,title,about\n1,One,{'x' * 5_000_001}\n2,Two,{'y' * 300_000}\n"
    )
    assert "longer than 5,000,000" in report.bad_rows[0].reason
    assert [item.id for item in catalogue.items()] == ["2"]
    assert csv.field_size_limit() < 5_000_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"  \n \n", "is empty"),
        ("a.csv", b"id,title\n", "no rows"),
        ("a.csv", b"\x89PNG\0\0\0", "binary file"),
        ("a.xlsx", b"PK", "expected .csv"),
        ("a.jsonl", b"nothing\nof the kind\n", "line 1: not JSON"),
        ("a.json", b"[{", "is not JSON"),
        ("a.parquet", b"PAR1", "as Parquet"),
        ("a.csv", b"id,n\n1,2\n2,3\n", "no column looks like a title"),
        ("a.csv", b"id,title\n1,\n2,\n", "no row that can be used"),
    ],
)
def test_a_file_that_gives_nothing_says_why(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFailed, match=said):
        import_catalogue([tmp_path / name], tmp_path / "shop")
    assert not (tmp_path / "shop").exists()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot be read"):
        import_catalogue([tmp_path / "nothing.csv"], tmp_path / "shop")
    with pytest.raises(ImportFailed, match="no file"):
        import_catalogue([], tmp_path / "shop")


def test_a_failed_import_leaves_the_catalogue_before(tmp_path: Path) -> None:
    taken_in(tmp_path, "id,title\n1,One\n")
    with pytest.raises(ImportFailed):
        import_catalogue([write(tmp_path / "bad.csv", "id,title\n1,\n")], tmp_path / "shop")
    assert Catalogue.load(tmp_path / "shop").get("1") is not None
    taken_in(tmp_path, "id,title\n2,Two\n")
    assert [item.id for item in Catalogue.load(tmp_path / "shop").items()] == ["2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "kettles.csv", "shop"]


def test_a_directory_with_other_files_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "photo.txt", "mine")
    with pytest.raises(ImportFailed, match="no catalogue"):
        import_catalogue([write(tmp_path / "a.csv", "id,title\n1,One\n")], tmp_path)
    with pytest.raises(ImportFailed, match="is a file"):
        import_catalogue([tmp_path / "a.csv"], tmp_path / "photo.txt")
    with pytest.raises(CatalogueNotWritten, match="cannot be written"):
        import_catalogue([tmp_path / "a.csv"], tmp_path / "photo.txt" / "below")


def test_years_series_and_articles_in_titles_are_read(tmp_path: Path) -> None:
    text = "id,title\n" + "".join(
        f'{n},"{title}"\n'
        for n, title in enumerate(
            [
                "Matrix, The (1999)",
                "Seven (a.k.a. Se7en) (1995)",
                "Ring, The (Ringu) (1998)",
                "Heat (1995)",
                "Unknown (2011)",
            ]
        )
    )
    _, catalogue = taken_in(tmp_path, text, "movies.csv")
    assert [(i.title, i.values["year"], i.aliases) for i in catalogue.items()] == [
        ("The Matrix", 1999.0, ()),
        ("Seven", 1995.0, ("Se7en",)),
        ("The Ring", 1998.0, ("Ringu",)),
        ("Heat", 1995.0, ()),
        ("Unknown", 2011.0, ()),
    ]
    assert catalogue.schema.slot("year").role == "released"


def test_a_series_in_the_title_becomes_a_slot_and_the_whole_title_an_alias(tmp_path: Path) -> None:
    titles = ["The Pot (Kitchen Tales, #1)", "The Lid (Kitchen Tales #2)", "Alone", "Alone (reissue)"]
    _, catalogue = taken_in(
        tmp_path, "id,title\n" + "".join(f'{n},"{t}"\n' for n, t in enumerate(titles)), "books.csv"
    )
    pot, lid, _, again = catalogue.items()
    assert (pot.title, pot.values["series"], pot.aliases) == ("The Pot", "Kitchen Tales", (titles[0],))
    assert (lid.title, lid.values["series"]) == ("The Lid", "Kitchen Tales")
    assert (again.title, again.aliases) == ("Alone (reissue)", ("Alone",))


def test_counts_that_say_the_same_are_kept_once(tmp_path: Path) -> None:
    rows = ["id,title,ratings_count,ratings_1,ratings_2,ratings_3,total_ratings,copies"]
    rows += [f"{n},Book {n},{n * 6},{n},{n * 2},{n * 3},{n * 6 + 1},{(n * 7) % 23}" for n in range(1, 41)]
    report, _ = taken_in(tmp_path, "\n".join(rows))
    dropped = {c.column: c.why for c in report.columns if c.became == "dropped"}
    assert set(dropped) == {"ratings_1", "ratings_2", "ratings_3", "total_ratings"}
    assert "add up to" in dropped["ratings_1"]
    assert dropped["total_ratings"] == "says the same as ratings_count"


def test_spellings_of_one_value_become_the_commonest(tmp_path: Path) -> None:
    rows = "".join(f"{n},Thing {n},{'Steel' if n % 3 else 'STEEL'}\n" for n in range(12))
    _, catalogue = taken_in(tmp_path, f"id,title,genre\n{rows}")
    assert set(catalogue.schema.slot("genre").values) == {"Steel"}


FILMS = (
    "movieId,title,genres\n1,Toy (1995),Fun|Short\n2,Sea (1996),(no genres listed)\n3,Sky (1997),Fun|Long\n"
)
RATINGS = "userId,movieId,rating,timestamp\n" + "".join(f"{u},{m},{r},126075914{u}\n" for u, m, r in [
    (1, 1, 4), (2, 1, 5), (1, 2, 3), (3, 9, 1),
]) + "4,1,good,0\n,1,3,0\n"  # fmt: skip


def test_ratings_give_each_item_its_mean_and_its_count_and_are_kept(tmp_path: Path) -> None:
    ratings = write(tmp_path / "ratings.csv", RATINGS)
    report, catalogue = taken_in(tmp_path, FILMS, "movies.csv", interactions=ratings)
    toy, sea, sky = catalogue.items()
    assert (toy.number("rating"), toy.number("votes")) == (4.5, 2.0)
    assert (sea.number("rating"), sea.texts("genres")) == (3.0, ())
    assert sky.number("rating") is None
    assert report.interactions == 3
    assert [(row.line, row.reason) for row in report.bad_rows] == [
        (5, "no item has the id '9'"),
        (6, "rating is not a number: 'good'"),
        (7, "user or item is missing"),
    ]
    kept = parquet.read_table(tmp_path / "shop" / "interactions.parquet").to_pylist()
    assert kept[0] == {"user_id": "1", "item_id": "1", "kind": "rating", "value": 4.0, "time": 1260759141.0}
    assert catalogue.schema.by_role("rating") is not None


def test_several_files_about_the_same_items_are_joined(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "links.csv", "movieId,imdbId,studio\n1,77,A\n2,78,B\n3,79,A\n"),
        write(
            tmp_path / "tags.csv",
            "userId,movieId,tag,timestamp\n1,1,warm,5\n2,1,Warm,6\n2,2,cold,7\n3,3,warm,8\n3,8,lost,9\n",
        ),
        write(tmp_path / "ratings.csv", RATINGS),
        write(tmp_path / "movies.csv", FILMS),
    ]
    report = import_catalogue(files, tmp_path / "shop")
    catalogue = Catalogue.load(tmp_path / "shop")
    toy = catalogue.get("1")
    assert toy is not None
    assert toy.texts("tag") == ("warm",)
    assert toy.texts("studio") == ("A",)
    assert toy.number("votes") == 2.0
    assert catalogue.schema.noun.one == "movie"
    assert ("tags.csv", 6) in {(row.file, row.line) for row in report.bad_rows}
    assert any("tags.csv" in note for note in report.notes)


def test_clicks_without_a_value_count_how_popular_an_item_is(tmp_path: Path) -> None:
    clicks = write(
        tmp_path / "clicks.jsonl",
        "\n".join(
            json.dumps({"user": "u", "item_id": i, "event": "click", "time": "2024-05-01T10:00:00+00:00"})
            for i in "112"
        ),
    )
    _, catalogue = taken_in(tmp_path, "item_id,title\n1,One\n2,Two\n", interactions=clicks)
    assert [item.number("popularity") for item in catalogue.items()] == [2.0, 1.0]
    kept = parquet.read_table(tmp_path / "shop" / "interactions.parquet").to_pylist()
    assert (kept[0]["kind"], kept[0]["time"]) == ("click", 1714557600.0)


def test_interactions_without_a_user_say_what_was_expected(tmp_path: Path) -> None:
    file = write(tmp_path / "ratings.csv", "movieId,rating\n1,4\n")
    with pytest.raises(ImportFailed, match="no column for the user; it has movieId, rating"):
        taken_in(tmp_path, FILMS, "movies.csv", interactions=file)


def test_files_that_share_no_id_are_refused(tmp_path: Path) -> None:
    other = write(tmp_path / "other.csv", "code,weight\n1,4\n")
    with pytest.raises(ImportFailed, match="shares no id column"):
        import_catalogue([write(tmp_path / "movies.csv", FILMS), other], tmp_path / "shop")


def test_dialogues_are_kept_beside_the_items(tmp_path: Path) -> None:
    dialogues = write(tmp_path / "talks.jsonl", '{"dialogue_id": "1", "turns": []}\n')
    report, _ = taken_in(tmp_path, FILMS, "movies.csv", dialogues=dialogues)
    assert report.dialogues == 1
    assert (tmp_path / "shop" / "dialogues.jsonl").read_text() == dialogues.read_text()


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        ("books.csv", Noun("book", "books", ("novel", "novels", "read", "reads"))),
        ("movies.csv", Noun("movie", "movies", ("film", "films", "picture"))),
        ("board_games.tsv", Noun("board game", "board games")),
        ("galleries.csv", Noun("gallery", "galleries")),
        ("dishes-2024.csv", Noun("dish", "dishes")),
        ("data.csv", Noun()),
        ("x_y_z_export.csv", Noun()),
    ],
)
def test_the_file_says_what_the_items_are_called(name: str, noun: Noun) -> None:
    assert noun_of(Path(name)) == noun
