"""The search as a LangChain retriever, for those who have chains already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from retrieval.errors import MissingExtra
from retrieval.items_file import item_to_json
from retrieval.text import item_text
from retrieval.types import Found, Query, Schema

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever


class _Catalogue(Protocol):
    @property
    def schema(self) -> Schema: ...


class Searches(Protocol):
    """What is needed of a retriever."""

    @property
    def catalogue(self) -> _Catalogue: ...
    def search(self, query: Query, k: int) -> Found: ...


def as_langchain(retriever: Searches, k: int = 10) -> BaseRetriever:
    """A BaseRetriever: words in, at most k Documents out, best first.

    Each document's text is the item's text; its metadata are the item's own fields with `words_fit`,
    `names_fit` and `found_by`. Raises MissingExtra without langchain-core.
    """
    try:
        from langchain_core.documents import Document
        from langchain_core.retrievers import BaseRetriever
    except ImportError as error:
        raise MissingExtra(
            "a LangChain retriever needs langchain-core. Run: pip install langchain"
        ) from error

    class ItemRetriever(BaseRetriever):
        """Items of the catalogue, as documents."""

        def _get_relevant_documents(self, query: str, **_: Any) -> list[Document]:
            schema = retriever.catalogue.schema
            return [
                Document(
                    id=candidate.item.id,
                    page_content=item_text(schema, candidate.item),
                    metadata={
                        **item_to_json(candidate.item),
                        "words_fit": candidate.words_fit,
                        "names_fit": candidate.names_fit,
                        "found_by": list(candidate.found_by),
                    },
                )
                for candidate in retriever.search(Query(words=query), k).candidates
            ]

    return ItemRetriever()
