"""Cells are read as people write them, and no row of any file is lost in silence."""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.build import build_index
from retrieval.catalog import Catalogue
from retrieval.encoder import HashingEncoder
from retrieval.errors import ImportFailed
from retrieval.importing.catalogue import import_catalogue
from retrieval.importing.values import LANGUAGES, cleaned, language, number, order, unit, year
from retrieval.importing.words import is_identifier, plural, role_of, singular
from retrieval.types import Item


@pytest.mark.parametrize(
    ("cell", "value", "of"),
    [
        ("12", 12, ""), ("1,299.00", 1299, ""), ("$12.99", 12.99, "$"), ("1.299,00 €", 1299, "€"),
        ("120 min", 120, "min"),
        ("3,5", 3.5, ""), ("-5", -5, ""), ("EUR 5", 5, "EUR"), ("1 200", 1200, ""), ("1e3", 1000, ""), (7, 7, ""),
        ("9" * 400, None, ""), ("Book 1", None, ""), ("12 Angry Tall Men", None, ""), ("1.2.3", None, ""),
        (True, None, ""),
        ("", None, ""), (float("nan"), None, ""), (None, None, ""), ("2001-05-18", None, ""),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(cell: object, value: float | None, of: str) -> None:
    assert number(cell) == value
    if value is not None:
        assert unit(cell) == of


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2001-05-18", 2001),
        ("18.05.2001", 2001),
        ("May 18, 2001", 2001),
        (date(1999, 1, 2), 1999),
        ("soon", None),
        (3, None),
    ],
)
def test_a_date_gives_its_year(cell: object, value: float | None) -> None:
    assert year(cell) == value


@pytest.mark.parametrize(
    "cell", ["", "  ", "N/A", "null", "(no genres listed)", None, float("nan"), [], ["", "none"]]
)
def test_what_says_that_there_is_nothing_is_nothing(cell: object) -> None:
    assert cleaned(cell) is None


def test_cells_lose_control_characters_and_keep_the_rest() -> None:
    assert cleaned(" a\x00b\ud800 ") == "ab"
    assert cleaned(["x", 3, None]) == ["x", "3"]


def test_languages_are_written_out_and_what_is_none_stays() -> None:
    assert [language(code) for code in ("eng", "en-US", "zh_CN", "Klingon")] == [
        "English",
        "English",
        "Chinese",
        "Klingon",
    ]
    assert all(name[0].isupper() for name in LANGUAGES.values())


def test_ordered_words_are_known_and_cut_to_those_in_use() -> None:
    assert order({"Low", "HIGH", "medium"}) == ("low", "medium", "high")
    assert order({"S", "L"}) == ("s", "m", "l")
    assert order({"low"}) == order({"low", "blue"}) == ()


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("original_publication_year", "released"), ("ratings_count", "votes"), ("averageRating", "rating"),
        ("original_title", "original title"), ("Authors", "maker"), ("cast", "person"), ("language_code", "language"),
        ("colour", ""), ("imageURL", "image"), ("listPrice", "price"), ("runtime", "duration"),
        ("plot", "description"),
    ],
)  # fmt: skip
def test_the_name_of_a_column_gives_it_a_role(column: str, role: str) -> None:
    assert role_of(column) == role


def test_identifiers_are_known_by_their_names() -> None:
    assert [is_identifier(name) for name in ("movieId", "isbn13", "tmdb_id", "idea", "video")] == [
        True
    ] * 3 + [False] * 2


@pytest.mark.parametrize(
    "pair",
    [
        ("book", "books"),
        ("gallery", "galleries"),
        ("dish", "dishes"),
        ("series", "series"),
        ("movie", "movies"),
    ],
)
def test_plurals_go_both_ways(pair: tuple[str, str]) -> None:
    assert (plural(pair[0]), singular(pair[1])) == (pair[1], pair[0])


cells = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["1", "2", "3", "a", ""]), cells, cells, cells), min_size=1, max_size=12
    )
)
def test_every_row_becomes_an_item_or_is_reported(rows: list[tuple[str, str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "things.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("id", "title", "maker", "about"), *rows])
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        try:
            report = import_catalogue([file], Path(folder) / "shop", {"id": "id", "title": "title"})
        except ImportFailed:
            usable = [
                row for row in filled if row[0] and any(char.isprintable() and char != " " for char in row[1])
            ]
            assert not usable
            return
        assert report.items + len(report.bad_rows) == len(filled)
        assert len(Catalogue.load(Path(folder) / "shop")) == report.items


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([".csv", ".tsv", ".jsonl", ".json", ".parquet"]))
def test_any_bytes_are_imported_or_refused_with_a_reason(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"things{ending}"
        file.write_bytes(content)
        try:
            report = import_catalogue([file], Path(folder) / "shop")
        except ImportFailed:
            return
        assert report.items == len(Catalogue.load(Path(folder) / "shop")) > 0


def test_a_second_import_keeps_the_vectors_of_what_stayed(tmp_path: Path) -> None:
    file = tmp_path / "kettles.csv"
    file.write_text("id,title\n1,One\n2,Two\n", encoding="utf-8")
    import_catalogue([file], tmp_path / "shop")
    Catalogue.load(tmp_path / "shop").put(Item("9", "Nine", {}))
    build_index(tmp_path / "shop", tmp_path / "shop" / "index", HashingEncoder(32))
    file.write_text("id,title\n1,One\n2,Two\n3,Three\n", encoding="utf-8")
    import_catalogue([file], tmp_path / "shop")
    seen: list[tuple[int, int]] = []
    build_index(
        tmp_path / "shop", tmp_path / "shop" / "index", HashingEncoder(32), lambda a, b: seen.append((a, b))
    )
    assert seen[0] == (2, 3)
    assert Catalogue.load(tmp_path / "shop").get("9") is None
