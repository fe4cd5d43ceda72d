"""The search inside a LangChain chain."""

from __future__ import annotations

from retrieval.langchain import as_langchain
from tests.retrieval import kettles


def test_a_chain_gets_items_as_documents_best_first() -> None:
    found = as_langchain(kettles.retriever_of(), k=2).invoke("a silent kettle for early people")
    assert len(found) == 2
    assert (found[0].id, found[0].metadata["title"], found[0].metadata["price"]) == ("k4", "Hush", 80)
    assert found[0].metadata["words_fit"] > 0
    assert "colour: blue" in found[0].page_content
