"""A file of items, or a catalogue, as a schema and items in memory: every id as it is, every loss reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.errors import CatalogueError, CatalogueMissing, ImportFailed
from retrieval.importing.catalogue import import_catalogue
from retrieval.importing.loading import read_shelf
from retrieval.importing.read import BadRow

FILMS: list[dict[str, object]] = [
    {
        "id": f"{n:02}_Film",
        "title": f"The {word} Lamp",
        "year": 1990 + n,
        "genres": ["drama", "crime"][: 1 + n % 2],
        "directors": [f"Ida {word}"],
        "cast": [f"Per {word}", "Mara Voss"],
        "plot": f"A constable finds lamp number {n} in a house by the sea and has to ask whose {word} it was.",
        "imdb_id": f"tt00{n}",
        "dbpedia": f"<http://dbpedia.example/{n}>",
    }
    for n, word in enumerate(("Red", "Blue", "Green", "White", "Black", "Grey"))
]


def lines(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_the_fields_of_an_item_land_in_slots_that_say_what_they_are(tmp_path: Path) -> None:
    schema, items = read_shelf(lines(tmp_path / "films.jsonl", FILMS))
    kinds = {slot.name: (slot.kind, slot.role) for slot in schema.slots}
    assert kinds == {
        "year": ("number", "released"),
        "genres": ("category", "kind"),
        "directors": ("name", "maker"),
        "cast": ("name", "person"),
        "plot": ("text", "description"),
    }
    assert [item.id for item in items] == [film["id"] for film in FILMS]
    assert items[1].title == "The Blue Lamp"
    assert items[1].number("year") == 1991
    assert items[1].texts("cast") == ("Per Blue", "Mara Voss")


def test_a_file_and_the_catalogue_made_of_it_hold_the_same(tmp_path: Path) -> None:
    file = lines(tmp_path / "films.jsonl", FILMS)
    import_catalogue([file], tmp_path / "films")
    assert read_shelf(tmp_path / "films") == read_shelf(file)


def test_reading_a_file_writes_nothing(tmp_path: Path) -> None:
    read_shelf(lines(tmp_path / "films.jsonl", FILMS))
    assert [path.name for path in tmp_path.iterdir()] == ["films.jsonl"]


def test_numbers_for_ids_are_the_texts_that_conversations_use(tmp_path: Path) -> None:
    _, items = read_shelf(lines(tmp_path / "items.jsonl", [{"id": 75796, "title": "Lamp"}]))
    assert [item.id for item in items] == ["75796"]


def test_the_id_column_holds_the_ids_however_often_one_is_repeated(tmp_path: Path) -> None:
    twice = [{"id": "a", "title": "One"}, {"id": "a", "title": "Two"}, {"id": "b", "title": "Three"}]
    told: list[BadRow] = []
    _, items = read_shelf(lines(tmp_path / "items.jsonl", twice), told.append)
    assert [(item.id, item.title) for item in items] == [("a", "One"), ("b", "Three")]
    assert [(row.line, row.reason) for row in told] == [
        (2, "the id 'a' was already used in line 1; that one is kept")
    ]


def test_an_item_without_a_title_keeps_its_place_and_that_is_said(tmp_path: Path) -> None:
    told: list[BadRow] = []
    nameless = [*FILMS, {"id": "99", "title": "", "year": 2001}]
    _, items = read_shelf(lines(tmp_path / "items.jsonl", nameless), told.append)
    assert (items[-1].id, items[-1].title) == ("99", "99")
    assert told == [BadRow("items.jsonl", 7, "no title; the id '99' stands for it")]


def test_lines_that_are_no_items_are_reported_with_their_number(tmp_path: Path) -> None:
    file = lines(tmp_path / "items.jsonl", FILMS)
    file.write_text(file.read_text() + "{half\n[1]\n" + '{"id": null, "title": "Lamp"}\n', encoding="utf-8")
    told: list[BadRow] = []
    _, items = read_shelf(file, told.append)
    assert len(items) == len(FILMS)
    assert [row.line for row in told] == [7, 8, 9]


def test_flags_say_nothing_of_what_an_item_is_like(tmp_path: Path) -> None:
    flagged = [{**film, "in_a_list": n % 2 == 0} for n, film in enumerate(FILMS)]
    schema, _ = read_shelf(lines(tmp_path / "films.jsonl", flagged))
    assert "in_a_list" not in [slot.name for slot in schema.slots]


def test_a_table_without_an_id_column_is_read_as_importing_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    file.write_text("sku,name,author\nb1,Salt Roads,Per Lund\nb2,Nine Lamps,Ida Holm\n", encoding="utf-8")
    schema, items = read_shelf(file)
    assert [item.id for item in items] == ["b1", "b2"]
    assert schema.noun.many == "books"


@pytest.mark.parametrize(("text", "said"), [("", "is empty"), ("3\n{half\n", "no rows that can be used")])
def test_a_file_without_items_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFailed, match=said):
        read_shelf(file)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatalogueMissing, match="because import"):
        read_shelf(tmp_path / "empty")
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_shelf(tmp_path / "nowhere.jsonl")
