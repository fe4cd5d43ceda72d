"""Building and opening an index: it goes on where it stopped, swaps whole, and refuses what does not fit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval import build, shards
from retrieval.build import build_index, open_retriever
from retrieval.catalog import Catalogue
from retrieval.encoder import HashingEncoder
from retrieval.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexNotWritten
from retrieval.types import Item, Matrix, Query
from tests.retrieval import kettles

NEW = Item("k9", "Samovar", {"about": "Russian"})


class Counting(HashingEncoder):
    """Counts the texts it embeds, and can fail like a process that is killed."""

    def __init__(self, dimension: int = 64, dies_after: int = 10**9) -> None:
        super().__init__(dimension)
        self.texts = 0
        self._dies_after = dies_after

    def encode(self, texts: Sequence[str]) -> Matrix:
        if self.texts >= self._dies_after:
            raise KeyboardInterrupt
        self.texts += len(texts)
        return super().encode(texts)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return kettles.write_catalogue(tmp_path / "shop")


def first(catalogue_dir: Path, words: str, encoder: HashingEncoder | None = None) -> str:
    return open_retriever(catalogue_dir, encoder or Counting()).search(Query(words), 1).candidates[0].item.id


def test_a_built_index_answers_and_reports_its_progress(shop: Path) -> None:
    seen: list[tuple[int, int]] = []
    manifest = build_index(
        shop, shop / "index", Counting(), lambda done, total: seen.append((done, total)), lambda: 5.0
    )
    assert seen == [(0, 6), (6, 6)]
    assert (manifest.items, manifest.dimension, manifest.created, manifest.kind) == (6, 64, 5.0, "flat")
    assert first(shop, "silent kettle for early people") == "k4"
    assert open_retriever(shop, Counting()).index_kind == "flat"


def test_the_index_may_lie_elsewhere(shop: Path, tmp_path: Path) -> None:
    build_index(shop, tmp_path / "elsewhere", Counting())
    assert len(open_retriever(shop, Counting(), tmp_path / "elsewhere").catalogue) == 6
    with pytest.raises(IndexMissing, match="because serve"):
        open_retriever(shop, Counting())


def test_a_build_that_was_killed_goes_on_where_it_stopped(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        build_index(shop, shop / "index", Counting(dies_after=4))
    with pytest.raises(IndexMissing):
        open_retriever(shop, Counting())
    encoder, seen = Counting(), list[tuple[int, int]]()
    build_index(shop, shop / "index", encoder, lambda done, total: seen.append((done, total)))
    assert encoder.texts == 2
    assert seen == [(4, 6), (6, 6)]


def test_a_shard_that_was_cut_short_is_made_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        build_index(shop, shop / "index", Counting(dies_after=4))
    damaged = next((shop / "index" / "shards").rglob("*.npz"))
    damaged.write_bytes(damaged.read_bytes()[:100])
    encoder = Counting()
    build_index(shop, shop / "index", encoder)
    assert encoder.texts == 4


def test_a_rebuild_embeds_only_what_changed(shop: Path) -> None:
    build_index(shop, shop / "index", Counting())
    Catalogue.load(shop).put(NEW)
    encoder = Counting()
    build_index(shop, shop / "index", encoder)
    assert encoder.texts == 1
    assert len(list((shop / "index").glob("data-*"))) == 1
    assert first(shop, "samovar") == "k9"


def test_changes_since_the_build_are_searchable_when_it_is_opened_again(shop: Path) -> None:
    build_index(shop, shop / "index", Counting())
    retriever = open_retriever(shop, Counting())
    retriever.put(NEW)
    retriever.remove("k3")
    again = open_retriever(shop, Counting())
    assert again.search(Query("samovar"), 1).candidates[0].item == NEW
    assert again.count(Query()) == 6
    assert {c.item.id for c in again.search(Query("whistler"), 9).candidates} == {
        "k1",
        "k2",
        "k4",
        "k5",
        "k6",
        "k9",
    }


def test_too_many_changes_since_the_build_ask_for_a_new_one(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(shop, shop / "index", Counting())
    Catalogue.load(shop).put(NEW)
    monkeypatch.setattr(build, "MOST_CHANGES", 0)
    with pytest.raises(IndexMismatch, match="1 items changed"):
        open_retriever(shop, Counting())


def test_an_index_of_another_encoder_is_refused_with_both_names(shop: Path) -> None:
    build_index(shop, shop / "index", Counting(64))
    with pytest.raises(IndexMismatch, match=r"'hashing-64' \(64-d\); settings ask for 'hashing-32' \(32-d\)"):
        open_retriever(shop, Counting(32))
    encoder = Counting(32)
    build_index(shop, shop / "index", encoder)
    assert encoder.texts == 6
    assert first(shop, "whistler", encoder) == "k3"


def test_an_index_of_another_catalogue_is_refused(shop: Path) -> None:
    build_index(shop, shop / "index", Counting())
    kettles.write_catalogue(shop, kettles.KETTLES[:5])
    with pytest.raises(
        IndexMismatch, match=r"another catalogue \(6 items.*this one has 5 items.*because serve"
    ):
        open_retriever(shop, Counting())


def test_an_index_of_another_format_is_refused(shop: Path) -> None:
    build_index(shop, shop / "index", Counting())
    manifest = shop / "index" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(IndexMismatch, match="format 99"):
        open_retriever(shop, Counting())


@pytest.mark.parametrize("text", ["", "{", '{"format": 1}', b"\xff\xff"])
def test_a_manifest_that_cannot_be_read_is_damage(shop: Path, text: str | bytes) -> None:
    build_index(shop, shop / "index", Counting())
    (shop / "index" / "manifest.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(IndexDamaged, match="because serve"):
        open_retriever(shop, Counting())


@pytest.mark.parametrize("name", ["vectors.npy", "ids.json", "hashes.npy"])
@pytest.mark.parametrize("harm", ["gone", "cut", "altered"])
def test_a_file_that_is_not_as_it_was_written_is_damage(shop: Path, name: str, harm: str) -> None:
    build_index(shop, shop / "index", Counting())
    path = next((shop / "index").glob("data-*")) / name
    whole = path.read_bytes()
    path.unlink() if harm == "gone" else path.write_bytes(
        whole[:-1] if harm == "cut" else whole[:-1] + bytes([whole[-1] ^ 1])
    )
    with pytest.raises(IndexDamaged, match=name):
        open_retriever(shop, Counting())
    build_index(shop, shop / "index", Counting())
    assert first(shop, "whistler") == "k3"


def test_an_index_that_cannot_be_written_leaves_the_one_before(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexNotWritten, match="could not be written"):
        build_index(shop, tmp_path / "file" / "index", Counting())


def test_an_empty_catalogue_can_be_built_and_filled(tmp_path: Path) -> None:
    shop = kettles.write_catalogue(tmp_path / "empty", ())
    build_index(shop, shop / "index", Counting())
    retriever = open_retriever(shop, Counting())
    assert retriever.search(Query("anything"), 3).candidates == ()
    retriever.put(NEW)
    assert retriever.search(Query("anything"), 3).candidates[0].item == NEW


def test_items_with_one_text_share_one_embedding(tmp_path: Path) -> None:
    shop = kettles.write_catalogue(tmp_path / "twins", tuple(Item(i, "Twin", {}) for i in ("b", "a")))
    encoder = Counting()
    build_index(shop, shop / "index", encoder)
    assert encoder.texts == 1
    found = open_retriever(shop, encoder).search(Query("twin"), 2).candidates
    assert [c.item.id for c in found] == ["a", "b"]
    np.testing.assert_array_equal(found[0].vector, found[1].vector)
