"""A model that ranks the catalogue that it was trained on: everything it learned, as parts of the product's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from recsys.blend import KINDS
from recsys.context_text import context_text
from recsys.dialogues import Utterance, mentioned
from recsys.features import Floats
from recsys.finetuned import FEATURES, PARTS, FineTuned
from recsys.history import history
from recsys.others import CoNamed, Heard, Shared
from recsys.people import fold
from recsys.scorer import CONVERSATION, LEARNED
from recsys.sessions import MARK
from recsys.talk import Talk

PART_OF: Final[Mapping[str, str]] = {
    CONVERSATION: "words",
    "asked for": "popularity",
    "history": "history",
    "together": "together",
    "neighbours": "neighbours",
    "people": "people",
}
"""The product's names of what recsys.finetuned learns; "words" and "popularity" have others' meanings there."""

_COLUMNS = [PARTS.index(PART_OF[name]) for name in (CONVERSATION, *LEARNED)]


@dataclass(frozen=True, slots=True)
class Learned:
    """Satisfies recsys.scorer.CatalogueFit and recsys.others.Others. `talk` reads for both, so that a conversation
    is read once."""

    model: FineTuned
    talk: Talk

    def parts(
        self, conversation: Sequence[Utterance], titles: Mapping[str, str], item_ids: Sequence[str]
    ) -> Floats:
        """Scored over the whole catalogue, from whose mean each part is measured: 0 is an ordinary item."""
        query = self.talk.query(context_text(conversation, titles))
        scored = self.model.scored(self.model.read_with(conversation, query)).parts[:, _COLUMNS]
        rows = np.array([self.model.rows.get(item, -1) for item in item_ids], dtype=np.int64)
        found: Floats = (scored - scored.mean(axis=0))[rows]
        found[rows < 0] = np.nan
        return found

    def attended(self, conversation: Sequence[Utterance]) -> Mapping[str, float]:
        """Of the last items named that the model knows (recsys.history.MOST)."""
        named = history(conversation, self.model.rows)
        weights = self.model.factors.attended(named) if named else ()
        return {self.model.item_ids[each.row]: float(w) for each, w in zip(named, weights, strict=True)}

    @property
    def heard(self) -> Heard:
        return _heard(self.model.trained_on)

    def named(self, item_id: str) -> tuple[int, int]:
        """In how many dialogues the item is named, and how many there are."""
        together, row = self.model.together, self.model.rows.get(item_id)
        return (0 if row is None else round(together.counts[:, row].sum())), round(together.sizes.sum())

    def co_named(self, conversation: Sequence[Utterance], item_id: str) -> tuple[CoNamed, ...]:
        """With each item named, newest last; nothing where the model has not heard of this one."""
        if not self.named(item_id)[0]:
            return ()
        row, found = self.model.rows[item_id], []
        for other in mentioned(conversation):
            if other != item_id and (of := self.named(other)[0]):
                both, lift = self.model.together.pair(row, self.model.rows[other])
                found.append(CoNamed(other, both, of, lift))
        return tuple(found)

    def people(self, conversation: Sequence[Utterance], item_id: str) -> tuple[Shared, ...]:
        """Weighed as the model weighs them: names spoken of each by itself, those of the items named together."""
        row, people = self.model.rows.get(item_id), self.model.people
        if row is None:
            return ()
        spoken, shared = self._weights_of_people(conversation)
        said = f" {fold(' '.join(utterance.text for utterance in conversation))} "
        held = {
            other: people.names_of[self.model.rows[other]]
            for other in mentioned(conversation)
            if other in self.model.rows and other != item_id
        }
        having = {
            name: tuple(other for other, names in held.items() if name in names)
            for name in sorted(people.names_of[row])
        }
        times = sum(map(len, having.values()))
        found = [Shared(name, (), spoken) for name in having if f" {name} " in said]
        return tuple(found) + tuple(
            Shared(name, items, shared * np.log1p(times) * len(items) / times)
            for name, items in having.items()
            if items
        )

    def _weights_of_people(self, conversation: Sequence[Utterance]) -> tuple[float, float]:
        known = sum(other in self.model.rows for other in mentioned(conversation))
        weights = self.model.weights[min(known, KINDS - 1)]
        return float(weights[FEATURES.index("spoken of")]), float(weights[FEATURES.index("shared")])


@lru_cache(maxsize=4)
def _heard(dialogues: frozenset[str]) -> Heard:
    """By the ids of the dialogues: thousands, and asked for on every card."""
    told = [each.startswith(MARK) for each in dialogues]
    return "conversations" if not any(told) else "histories" if all(told) else "conversations and histories"
