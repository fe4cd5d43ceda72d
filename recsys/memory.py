"""What a model remembers of conversations, untrained: what was named together, and where each of them led."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.dialogues import Dialogue, RecommendationTurn, Utterance
from recsys.examples import Example
from recsys.known import Known, placed
from recsys.neighbours import Neighbours
from recsys.query_encoder import QueryEncoder
from recsys.together import Together

_AT_ONCE = 256

Say = Callable[[str, int, int], None]
Arrays = Mapping[str, NDArray[Any]]

KEPT = ("counts", "sizes", "pair_starts", "partners", "both", "queries", "gold_starts", "golds")
"""The arrays that a memory is kept as: pairs in compressed rows, and where each conversation's golds begin."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Both over the items `item_ids`, in that order. Nothing in it is trained: it can be added to at any time."""

    item_ids: tuple[str, ...]
    together: Together
    neighbours: Neighbours

    @classmethod
    def read(cls, arrays: Arrays, known: Known, here: Known) -> Memory:
        """What `arrays` keep of the items `known`, over other items; pairs with items that are gone are left out."""
        rows, back = known.places(here), here.places(known)
        spans = np.diff(arrays["pair_starts"])
        first = back[np.repeat(np.arange(len(spans)), spans)]
        second = back[arrays["partners"]]
        kept = (first >= 0) & (second >= 0)
        first, second, both = first[kept], second[kept], arrays["both"][kept].astype(np.int64)
        order = np.lexsort((second, first))
        starts = np.searchsorted(first[order], np.arange(len(rows) + 1)).astype(np.int64)
        counts = placed(arrays["counts"].T, rows).T
        golds = back[arrays["golds"]]
        # How many of the golds before each place are still here.
        left = np.concatenate(([0], np.cumsum(golds >= 0)))
        return cls(
            here.ids,
            Together(counts, arrays["sizes"], starts, second[order], both[order]),
            Neighbours(arrays["queries"], left[arrays["gold_starts"]].astype(np.int64), golds[golds >= 0]),
        )

    def arrays(self, *, share: bool = False) -> dict[str, NDArray[Any]]:
        """What `read` reads; to `share` it is to leave the single conversations out."""
        together = self.together
        near = Neighbours.none(self.neighbours.queries.shape[1]) if share else self.neighbours
        return {
            "counts": together.counts, "sizes": together.sizes, "pair_starts": together.starts,
            "partners": together.partners.astype(np.int32), "both": together.both.astype(np.int32),
            "queries": near.queries, "gold_starts": near.starts, "golds": near.golds,
        }  # fmt: skip

    @classmethod
    def none(cls, item_ids: tuple[str, ...], dimension: int) -> Memory:
        """Of nothing, for an encoder of that dimension."""
        return cls(item_ids, Together.of((), item_ids), Neighbours.none(dimension))

    @classmethod
    def of(
        cls,
        dialogues: Sequence[Dialogue],
        examples: Sequence[Example],
        item_ids: tuple[str, ...],
        encoder: QueryEncoder,
        say: Say,
        earlier: Together | None = None,
    ) -> Memory:
        """Of dialogues and of the examples that they give; `earlier` is what another model counted of the items."""
        together = Together.of(dialogues, item_ids)
        together = together if earlier is None else together.plus(earlier)
        return cls(item_ids, together, _led(examples, encoder, say))

    def plus(self, other: Memory) -> Memory:
        """Both, over the same items in the same order; no dialogue may be in both."""
        return Memory(
            self.item_ids, self.together.plus(other.together), self.neighbours.plus(other.neighbours)
        )


def told_by_turns(
    turns: Sequence[RecommendationTurn], whole: Sequence[Dialogue] = ()
) -> tuple[Dialogue, ...]:
    """The dialogues behind the turns, as far as their last turns tell them, but those that are known `whole`."""
    known = {dialogue.id for dialogue in whole}
    last = {turn.dialogue_id: turn for turn in sorted(turns, key=lambda turn: turn.index)}
    return tuple(
        Dialogue(turn.dialogue_id, (*turn.context, Utterance("recommender", "", turn.gold)))
        for turn in last.values()
        if turn.dialogue_id not in known
    )


def _led(examples: Sequence[Example], encoder: QueryEncoder, say: Say) -> Neighbours:
    """Where the conversations led that have words; what seekers named of themselves is not where one led."""
    kept = [example for example in examples if example.text and example.weight == 1]
    queries = [np.zeros((0, encoder.dimension), np.float32)]
    for start in range(0, len(kept), _AT_ONCE):
        queries.append(encoder.encode([example.text for example in kept[start : start + _AT_ONCE]]))
        say("Remembering the conversations", min(start + _AT_ONCE, len(kept)), len(kept))
    starts = np.concatenate(([0], np.cumsum([len(example.gold) for example in kept]))).astype(np.int64)
    golds = np.array(list(chain.from_iterable(example.gold for example in kept)), dtype=np.int64)
    return Neighbours(np.vstack(queries), starts, golds)
