"""Candidate generation: filters first, then five ways to find, fused into one ranking of at most k."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Catalogue
from retrieval.encoder import Encoder
from retrieval.filters import Mask
from retrieval.fusion import fuse
from retrieval.lexical import LexicalIndex
from retrieval.segment import State
from retrieval.text import item_text
from retrieval.types import Candidate, Constraint, Found, Item, Query, Step, Vector

_POPULAR_ROLES = ("popularity", "votes", "rating")
_MOST_NEAR = 16
_FEW = 500


@dataclass(frozen=True, slots=True)
class _Source:
    """One way of finding: its name in `Candidate.found_by` and the rows it found, best first."""

    name: str
    rows: tuple[int, ...]
    ms: float = 0.0


class _Laps:
    """Milliseconds since it was last asked, on a clock that counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._last = clock, clock()

    def __call__(self) -> float:
        now = self._clock()
        passed, self._last = (now - self._last) * 1000, now
        return passed


class HybridRetriever:
    """Search by meaning, by words, by likeness, in a direction and by popularity, over a catalogue that may change.

    Satisfies the conversation's Retriever. Safe to use from several threads: a search sees one state.
    Ties go to the lower item id wherever scores are equal.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder,
        state: State,
        lexical: LexicalIndex,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._encoder = encoder
        self._state = state
        self._lexical = lexical
        self._writing = threading.Lock()
        self._embed = lru_cache(maxsize=512)(self._encode)

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    @property
    def index_kind(self) -> str:
        """Which vector index answers, for health and doctor."""
        return self._state.base.index.kind

    def search(self, query: Query, k: int) -> Found:
        """At most k candidates that meet every constraint, best first; all there are, if there are fewer.

        What `query.near` names is left out like what is excluded: nobody who asks for the like of an item
        means the item.
        """
        state, lap = self._state, _Laps(self._clock)
        allowed, path = self._filtered(state, query, lap)
        asked = self._embed(query.words) if query.words.strip() else self._nothing()
        lexical: dict[int, float] = {}
        sources: list[_Source] = []
        if asked.any():
            sources.append(_Source("meaning", _rows(state.nearest(asked, k, allowed).rows), lap()))
        if query.toward is not None and query.toward.any():
            sources.append(_Source("learned", _rows(state.nearest(query.toward, k, allowed).rows), lap()))
        if query.words.strip():
            lexical = self._by_words(state, query.words, k, allowed)
            sources.append(_Source("words", tuple(lexical), lap()))
        sources.extend(self._near(state, query, k, allowed, lap))
        reached = {row for source in sources for row in source.rows}
        if len(reached) < min(k, int(allowed.sum())):
            sources.append(_Source("popular", self._popular(state, k, allowed), lap()))
        passing = int(allowed.sum())
        path += [Step(source.name, passing, len(source.rows), ms=source.ms) for source in sources]
        candidates = self._fused(state, sources, asked, lexical, k)
        path.append(Step("fused", sum(len(source.rows) for source in sources), len(candidates), ms=lap()))
        return Found(candidates, asked, tuple(path))

    def count(self, query: Query) -> int:
        """How many items a search for the query could show."""
        return int(self._filtered(self._state, query, _Laps(self._clock))[0].sum())

    def fits(self, item_id: str, wordings: Sequence[str], query: Query, k: int) -> list[tuple[float, float]]:
        """The item's `words_fit` and `names_fit` in a search for k by the query, had it each of these words.

        Zeros for an id that the catalogue does not have.
        """
        state = self._state
        allowed, _ = self._filtered(state, query, _Laps(self._clock))
        row = state.row(item_id)
        if row is None:
            return [(0.0, 0.0)] * len(wordings)
        by_meaning = self._encoder.encode(wordings) @ state.vectors([row])[0]
        return [
            (float(fit), self._by_words(state, words, k, allowed).get(row, 0.0) if words.strip() else 0.0)
            for fit, words in zip(by_meaning, wordings, strict=True)
        ]

    def vector(self, item_id: str) -> Vector:
        """The item's embedding; all zero for an id that the catalogue does not have."""
        state = self._state
        row = state.row(item_id)
        return self._nothing() if row is None else state.vectors([row])[0]

    def imagining(self, item: Item) -> HybridRetriever:
        """A retriever that finds this item in place of the one with its id, its text and vector as they are.

        For asking what would be, were a fact otherwise: the catalogue and this retriever stay as they are.
        """
        state = self._state.put(item, self.vector(item.id))
        other = HybridRetriever(self._catalogue, self._encoder, state, self._lexical, self._clock)
        other._embed = self._embed  # what was embedded need not be again
        return other

    def put(self, item: Item) -> None:
        """Add or replace an item; searchable when this returns. Raises BadItem and CatalogueNotWritten."""
        item = self._catalogue.fitted(item)
        vector = self._encode(item_text(self._catalogue.schema, item))
        with self._writing:
            self._catalogue.put(item)
            self._lexical.put(item)
            self._state = self._state.put(item, vector)

    def remove(self, item_id: str) -> bool:
        """Take an item out, at once; False where there was none. Raises CatalogueNotWritten."""
        with self._writing:
            there = self._catalogue.remove(item_id)
            self._lexical.remove(item_id)
            self._state = self._state.remove(item_id)
        return there

    def _filtered(self, state: State, query: Query, lap: _Laps) -> tuple[Mask, list[Step]]:
        allowed = state.everything()
        before = int(allowed.sum())
        path = [Step("catalogue", before, before, ms=lap())]
        for constraint in query.constraints:
            allowed &= state.mask(constraint)
            after = int(allowed.sum())
            path.append(Step("filter", before, after, self._said(constraint), lap()))
            before = after
        if left_out := query.exclude.union(query.near):
            rows = [row for row in map(state.row, left_out) if row is not None]
            allowed[rows] = False
            after = int(allowed.sum())
            path.append(Step("left out", before, after, "shown, rejected or asked about", lap()))
        return allowed, path

    def _said(self, constraint: Constraint) -> str:
        label = next(
            (s.label for s in self._catalogue.schema.slots if s.name == constraint.slot), constraint.slot
        )
        value = constraint.value
        text = (
            " or ".join(value)
            if isinstance(value, tuple)
            else f"{value:.10g}"
            if not isinstance(value, str)
            else value
        )
        return f"{label} {constraint.op} {text}"

    def _by_words(self, state: State, words: str, k: int, allowed: Mask) -> dict[int, float]:
        """Row to lexical score, scaled so that the best that passes has 1."""

        def passes(item_id: str) -> bool:
            row = state.row(item_id)
            return row is not None and bool(allowed[row])

        rows = np.flatnonzero(allowed)
        among = [state.item(row).id for row in rows.tolist()] if len(rows) <= _FEW else None
        found = self._lexical.search(words, k, passes, among)
        scored = [(state.row(item_id), score) for item_id, score in found]
        top = max((score for _, score in scored), default=0.0)
        return {row: score / top for row, score in scored if row is not None and top > 0}

    def _near(self, state: State, query: Query, k: int, allowed: Mask, lap: _Laps) -> list[_Source]:
        known = [row for row in map(state.row, query.near[-_MOST_NEAR:]) if row is not None]
        vectors = state.vectors(known)
        return [_Source("near", _rows(state.nearest(vector, k, allowed).rows), lap()) for vector in vectors]

    def _popular(self, state: State, k: int, allowed: Mask) -> tuple[int, ...]:
        rows = np.flatnonzero(allowed)
        slots = (self._catalogue.schema.by_role(role) for role in _POPULAR_ROLES)
        slot = next((slot for slot in slots if slot is not None), None)
        weight = (
            np.zeros(len(rows))
            if slot is None
            else np.nan_to_num(state.numbers(slot.name)[rows], nan=-np.inf)
        )
        if len(rows) > 4 * k:
            cut = np.partition(weight, len(rows) - k)[len(rows) - k]
            rows, weight = rows[weight >= cut], weight[weight >= cut]
        scored = zip(rows.tolist(), weight.tolist(), strict=True)
        ordered = sorted(scored, key=lambda pair: (-pair[1], state.item(pair[0]).id))
        return tuple(row for row, _ in ordered[:k])

    def _fused(
        self, state: State, sources: Sequence[_Source], asked: Vector, lexical: dict[int, float], k: int
    ) -> tuple[Candidate, ...]:
        scores = fuse(source.rows for source in sources)
        rows = sorted(scores, key=lambda row: (-scores[row], state.item(row).id))[:k]
        vectors = state.vectors(rows)
        fits = vectors @ asked
        members = [(source.name, frozenset(source.rows)) for source in sources]
        return tuple(
            Candidate(
                item=state.item(row),
                vector=vector,
                words_fit=float(fit),
                names_fit=lexical.get(row, 0.0),
                found_by=tuple(dict.fromkeys(name for name, found in members if row in found)),
            )
            for row, vector, fit in zip(rows, vectors, fits, strict=True)
        )

    def _encode(self, text: str) -> Vector:
        vector: Vector = self._encoder.encode([text])[0]
        vector.flags.writeable = False  # it is cached and handed out
        return vector

    def _nothing(self) -> Vector:
        return np.zeros(self._encoder.dimension, dtype=np.float32)


def _rows(rows: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(rows.tolist())
