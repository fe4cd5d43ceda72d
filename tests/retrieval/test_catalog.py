"""The catalogue: what it refuses, what it remembers, what its version says."""

from __future__ import annotations

import json
import math
import random
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Catalogue
from retrieval.errors import BadItem, BadSchema, CatalogueError, CatalogueMissing, CatalogueNotWritten
from retrieval.items_file import item_from_json, item_to_json
from retrieval.schema_file import parse_schema, schema_text
from retrieval.types import Item
from tests.retrieval import kettles

NEW = Item("k7", "Glass Kettle", {"brand": "Nord", "price": 33.0, "colours": ("green",)})


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return kettles.write_catalogue(tmp_path / "shop")


def test_every_category_slot_has_all_values_that_items_hold(directory: Path) -> None:
    values = Catalogue.load(directory).schema.slot("colours").values
    assert set(values) == {"red", "gold", "blue", "steel", "white"}
    assert values["red"] == ("scarlet",)


def test_the_version_does_not_depend_on_the_order_of_items() -> None:
    shuffled = random.Random(1).sample(kettles.KETTLES, len(kettles.KETTLES))
    assert (
        Catalogue.of(kettles.SCHEMA, shuffled).version
        == Catalogue.of(kettles.SCHEMA, kettles.KETTLES).version
    )


def test_any_change_of_an_item_changes_the_version() -> None:
    catalogue = Catalogue.of(kettles.SCHEMA, kettles.KETTLES)
    before = catalogue.version
    catalogue.put(Item("k1", "Swift Boil", {"price": 26.0}))
    assert catalogue.version != before
    catalogue.put(kettles.KETTLES[0])
    assert catalogue.version == before


def test_a_change_is_there_when_the_catalogue_is_loaded_again(directory: Path) -> None:
    catalogue = Catalogue.load(directory)
    catalogue.put(NEW)
    assert catalogue.remove("k1") is True
    again = Catalogue.load(directory)
    assert again.get("k7") == NEW
    assert again.get("k1") is None
    assert again.version == catalogue.version
    assert "green" in again.schema.slot("colours").values


def test_a_value_that_no_item_holds_any_more_leaves_the_schema_unless_it_was_declared() -> None:
    catalogue = Catalogue.of(kettles.SCHEMA, (*kettles.KETTLES, NEW))
    catalogue.remove("k7")
    assert "green" not in catalogue.schema.slot("colours").values
    assert "gold" in catalogue.schema.slot("colours").values


def test_removing_what_is_not_there_changes_nothing(directory: Path) -> None:
    catalogue = Catalogue.load(directory)
    assert catalogue.remove("nothing") is False
    assert not (directory / "changes.jsonl").exists()


def test_what_changed_since_a_version_is_known(directory: Path) -> None:
    catalogue = Catalogue.load(directory)
    first = catalogue.version
    catalogue.put(NEW)
    second = catalogue.version
    catalogue.remove("k2")
    assert catalogue.changed_since(first) == {"k7", "k2"}
    assert catalogue.changed_since(second) == {"k2"}
    assert catalogue.changed_since(catalogue.version) == frozenset()
    assert Catalogue.load(directory).changed_since("of another catalogue") is None


def test_a_change_that_a_crash_cut_short_is_dropped_and_the_next_one_is_kept(directory: Path) -> None:
    Catalogue.load(directory).put(NEW)
    journal = directory / "changes.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"id": "k8", "item": {"id": "k8", "ti')
    catalogue = Catalogue.load(directory)
    assert catalogue.get("k7") == NEW
    assert catalogue.get("k8") is None
    catalogue.remove("k2")
    assert Catalogue.load(directory).get("k2") is None


def test_a_damaged_journal_is_refused_with_its_line(directory: Path) -> None:
    (directory / "changes.jsonl").write_text('{"id": "k1", "item": null}\nnot a change\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="line 2"):
        Catalogue.load(directory)


def test_a_change_that_cannot_be_written_does_not_happen(directory: Path) -> None:
    catalogue = Catalogue.load(directory)
    (directory / "changes.jsonl").mkdir()  # nobody can write there
    with pytest.raises(CatalogueNotWritten, match="nothing was changed"):
        catalogue.put(NEW)
    assert catalogue.get("k7") is None


def test_readers_see_a_whole_catalogue_while_it_changes() -> None:
    catalogue = Catalogue.of(kettles.SCHEMA, kettles.KETTLES)
    seen: list[bool] = []

    def read() -> None:
        for _ in range(300):
            items = catalogue.items()
            seen.append(len({item.id for item in items}) == len(items) and len(items) in (6, 7))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(50):
        catalogue.put(NEW)
        catalogue.remove("k7")
    for reader in readers:
        reader.join()
    assert len(seen) == 600
    assert all(seen)


@pytest.mark.parametrize("values", [{"price": math.inf}, {"watts": 3.0}, {"noise": 7.0}, {"brand": 4.0}])
def test_an_item_that_does_not_fit_is_not_put_in(directory: Path, values: dict[str, float]) -> None:
    catalogue = Catalogue.load(directory)
    with pytest.raises(BadItem):
        catalogue.put(Item("k7", "Glass Kettle", values))
    assert len(Catalogue.load(directory)) == 6


def test_half_a_character_is_replaced_since_it_cannot_be_stored(directory: Path) -> None:
    Catalogue.load(directory).put(Item("k7", "Glass \ud800", {}))
    kept = Catalogue.load(directory).get("k7")
    assert kept is not None
    assert kept.title == "Glass ?"


def test_two_items_with_one_id_are_refused() -> None:
    with pytest.raises(BadItem, match="two items have the id 'k1'"):
        Catalogue.of(kettles.SCHEMA, (*kettles.KETTLES, kettles.KETTLES[0]))


@pytest.mark.parametrize("missing", ["schema.json", "items.jsonl"])
def test_a_missing_file_says_what_to_run(directory: Path, missing: str) -> None:
    (directory / missing).unlink()
    with pytest.raises(CatalogueMissing, match="because import"):
        Catalogue.load(directory)


def test_a_bad_line_is_named(directory: Path) -> None:
    with (directory / "items.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    with pytest.raises(BadItem, match=r"items.jsonl line 7: not JSON"):
        Catalogue.load(directory)


def test_files_that_are_not_text_are_refused(directory: Path) -> None:
    (directory / "items.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="cannot be read"):
        Catalogue.load(directory)
    (directory / "schema.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSchema, match="cannot be read"):
        Catalogue.load(directory)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ([], "expected an object"),
        ({"title": "x"}, "non-empty 'id'"),
        ({"id": " ", "title": "x"}, "non-empty 'id'"),
        ({"id": "1", "title": None}, "non-empty 'title'"),
        ({"id": "1", "title": "x", "watts": 3}, "unknown key 'watts'; the schema has: brand, price"),
        ({"id": "1", "title": "x", "price": "12"}, "must be a number, found '12'"),
        ({"id": "1", "title": "x", "price": True}, "must be a number"),
        ({"id": "1", "title": "x", "price": float("nan")}, "must be a number"),
        ({"id": "1", "title": "x", "noise": 3}, "must be 0 … 2, found 3"),
        ({"id": "1", "title": "x", "noise": 0.5}, "must be 0 … 2"),
        ({"id": "1", "title": "x", "colours": ["red", 3]}, "must be text, found 3"),
        ({"id": "1", "title": "x", "brand": {"name": "y" * 100}}, r"\.\.\."),
    ],
)
def test_an_item_that_does_not_fit_says_what_was_found_and_expected(record: object, said: str) -> None:
    with pytest.raises(BadItem, match=said):
        item_from_json(record, kettles.SCHEMA)


def test_other_titles_and_links_are_read_and_what_is_empty_is_absent() -> None:
    record = {
        "id": 7, "title": "Pot", "original_title": "Topf", "aliases": ["Kanne", "Topf", "Pot"], "url": "https://x.y/7",
        "brand": "", "colours": [], "price": None, "about": " warm ",
    }  # fmt: skip
    item = item_from_json(record, kettles.SCHEMA)
    assert item == Item("7", "Pot", {"about": "warm"}, aliases=("Topf", "Kanne"), url="https://x.y/7")


def test_a_single_text_of_a_slot_with_many_values_becomes_one_of_many() -> None:
    item = item_from_json({"id": "1", "title": "x", "colours": "red"}, kettles.SCHEMA)
    assert item.values["colours"] == ("red",)


@given(
    held=kettles.values,
    title=st.text(st.characters(codec="utf-8"), min_size=1).filter(
        lambda text: text.strip() == text and text != ""
    ),
    aliases=st.lists(st.sampled_from(["Kanne", "Topf"]), unique=True).map(tuple),
)
def test_an_item_is_the_same_after_json(
    held: dict[str, object], title: str, aliases: tuple[str, ...]
) -> None:
    clean = {key: value for key, value in held.items() if value not in ("", (), math.inf, -math.inf)}
    if isinstance(colours := clean.get("colours"), tuple):
        clean["colours"] = tuple(colour for colour in colours if colour)
        if not clean["colours"]:
            del clean["colours"]
    item = Item("i", title, clean, aliases=tuple(a for a in aliases if a != title), url="https://x.y")  # type: ignore[arg-type]
    again = item_from_json(json.loads(json.dumps(item_to_json(item))), kettles.SCHEMA)
    assert again == item


def test_a_schema_is_the_same_after_json() -> None:
    assert parse_schema(schema_text(kettles.SCHEMA)) == kettles.SCHEMA


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "the file"),
        ('{"slots": [{"name": "a", "kind": "colour", "label": "a"}]}', "slots.0.kind"),
        ('{"slots": [], "extra": 1}', "extra"),
        ('{"slots": [{"name": "id", "kind": "text", "label": "a"}]}', "cannot be called 'id'"),
        (
            '{"slots": [{"name": "a", "kind": "text", "label": "a"}, {"name": "a", "kind": "text", "label": "b"}]}',
            "two slots are called 'a'",
        ),
        (
            '{"slots": [{"name": "a", "kind": "level", "label": "a", "levels": ["no"]}]}',
            "at least two levels",
        ),
    ],
)
def test_a_schema_that_cannot_be_used_says_where(text: str, said: str) -> None:
    with pytest.raises(BadSchema, match=said):
        parse_schema(text, "schema.json")
