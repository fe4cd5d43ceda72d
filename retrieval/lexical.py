"""Search by words, for names and rare terms that embeddings blur: tantivy (BM25), in memory.

The words of items and visitors are split by our own `words`, never parsed as query syntax.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from retrieval.errors import MissingExtra
from retrieval.text import words
from retrieval.types import Item, Schema

_BOOSTS = {"title": 3.0, "alias": 2.5, "name": 2.0, "category": 1.5, "text": 1.0}
_LITTLE = (
    "a about after all also an and any are as at be been but by can could do does for from get had has have he "
    "her him his how i if in into is it its like me more my no not of on one or our she so some something than "
    "that the their them there these they this those to too under up us very want was we were what when where "
    "which who why will with would you your"
)
_FUNCTION_WORDS = frozenset(_LITTLE.split())
_HEAP_BYTES = 64_000_000
_MOST_WORDS = 32
_FARTHEST = 20_000


class LexicalIndex:
    """Items by their words. Changes are searchable when `put` and `remove` return."""

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self._tantivy = _tantivy()
        self._catalogue_schema = schema
        builder = self._tantivy.SchemaBuilder()
        builder.add_unsigned_field("key", stored=False, indexed=False, fast=True)
        builder.add_text_field("handle", stored=False, tokenizer_name="raw", index_option="basic")
        for field in _BOOSTS:
            builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = self._tantivy.Index(self._schema)
        self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._keys: dict[str, int] = {}
        for item in items:
            self._add(item)
        self._commit()

    def search(
        self,
        text: str,
        limit: int,
        passes: Callable[[str], bool] = lambda _: True,
        among: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """At most `limit` (id, BM25 score) of items that pass, best first, equal scores by id.

        `among` names the only items that can pass, where they are few: then none of them is missed. Otherwise
        the best 20,000 by score are looked at.
        """
        query = self._query(text)
        if query is None or limit <= 0 or (among is not None and not among):
            return []
        if among is not None:
            query = self._within(query, among)
        searcher, ids = self._index.searcher(), self._ids
        reach = 4 * limit
        while True:
            hits = searcher.search(query, reach, count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
            pairs = ((ids[key], score) for key, (score, _) in zip(keys, hits, strict=True))
            found = [(item_id, score) for item_id, score in pairs if passes(item_id)]
            if len(found) >= limit or len(hits) < reach or reach >= _FARTHEST:
                return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]
            reach = min(8 * reach, _FARTHEST)  # a narrow filter: the best that pass lie further down

    def put(self, item: Item) -> None:
        with self._lock:
            if item.id in self._keys:
                self._writer.delete_documents_by_term("handle", str(self._keys[item.id]))
            self._add(item)
            self._commit()

    def remove(self, item_id: str) -> None:
        with self._lock:
            if item_id in self._keys:
                self._writer.delete_documents_by_term("handle", str(self._keys.pop(item_id)))
                self._commit()

    def _add(self, item: Item) -> None:
        # A replaced item gets a new key, so that a searcher opened before the change still reads right.
        self._keys[item.id] = len(self._ids)
        self._ids.append(item.id)
        document = self._tantivy.Document()
        document.add_unsigned("key", self._keys[item.id])
        document.add_text("handle", str(self._keys[item.id]))
        for field, texts in self._fields(item):
            if found := words(" ".join(texts)):
                document.add_text(field, " ".join(found))
        self._writer.add_document(document)

    def _fields(self, item: Item) -> Iterable[tuple[str, tuple[str, ...]]]:
        yield "title", (item.title,)
        yield "alias", item.aliases
        for kind in ("name", "category", "text"):
            texts = [text for slot in self._catalogue_schema.of_kind(kind) for text in item.texts(slot.name)]
            yield kind, tuple(texts)

    def _query(self, text: str) -> Any:
        found = words(text)
        # Function words find titles that chance to hold them, unless there is nothing else to go by.
        telling = [word for word in found if word not in _FUNCTION_WORDS] or found
        terms = list(dict.fromkeys(telling))[:_MOST_WORDS]
        make, occur = self._tantivy.Query, self._tantivy.Occur
        parts = [
            (occur.Should, make.boost_query(make.term_query(self._schema, field, term, "freq"), boost))
            for term in terms
            for field, boost in _BOOSTS.items()
        ]
        return make.boolean_query(parts) if parts else None

    def _within(self, query: Any, among: Sequence[str]) -> Any:
        make, occur = self._tantivy.Query, self._tantivy.Occur
        handles = [str(self._keys[item_id]) for item_id in among if item_id in self._keys]
        these = make.const_score_query(make.term_set_query(self._schema, "handle", handles), 0.0)
        return make.boolean_query([(occur.Must, query), (occur.Must, these)])

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


def _tantivy() -> Any:
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtra("search by words needs the package tantivy. Run: pip install tantivy") from error
    return tantivy
