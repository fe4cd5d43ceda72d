"""A model that ranks the catalogue that it was trained on: everything it learned, as parts of the product's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from recsys.context_text import context_text
from recsys.dialogues import Utterance
from recsys.features import Floats
from recsys.finetuned import PARTS, FineTuned
from recsys.scorer import CONVERSATION, LEARNED
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
    """Satisfies recsys.scorer.CatalogueFit. `talk` reads for both, so that a conversation is read once."""

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
