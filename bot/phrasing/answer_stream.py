"""A model's JSON answer read while it arrives: each card's claims as soon as its brace closes.

Expected is {"items": [{"item": 1, "claims": [{"text": …, "evidence": ["e1", …]}, …]}, …]}; what stands around
the array (a code fence, a remark) is passed over, what stands in it and is no card is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_CLAIMS = 12
LONGEST_CLAIM = 1_000
LONGEST_ANSWER = 16_000
"""Characters."""
_ARRAY = re.compile(r"\[(?=\s*\{)")
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


class Claim(BaseModel):
    """A sentence, and the ids of the evidence that the model says it rests on."""

    model_config = ConfigDict(frozen=True, strict=True)
    text: str = Field(max_length=LONGEST_CLAIM)
    evidence: list[Annotated[str, Field(max_length=20)]] = Field(min_length=1, max_length=40)


class CardAnswer(BaseModel):
    """What the model says of one card: `item` is its number in the request, from 1."""

    model_config = ConfigDict(frozen=True, strict=True)
    item: int
    claims: list[Claim] = Field(min_length=1, max_length=MOST_CLAIMS)


@dataclass(slots=True)
class AnswerStream:
    """Feed it pieces of text as they come. `text` is all that came, `cards` how many could be read."""

    text: str = ""
    cards: int = 0
    _at: int = field(default=-1, repr=False)

    def feed(self, piece: str) -> Iterator[CardAnswer]:
        """The cards that are whole with this piece, in the order in which the model wrote them."""
        self.text += piece
        if self._at < 0:
            if (array := _ARRAY.search(self.text)) is None:
                return
            self._at = array.end()
        elif "}" not in piece:
            return
        while (read := self._object()) is not None:
            try:
                card = CardAnswer.model_validate(read)
            except ValidationError:
                continue
            self.cards += 1
            yield card

    @property
    def ended(self) -> bool:
        """Whether nothing of worth can follow: the array has closed, or there is no end to it."""
        return len(self.text) > LONGEST_ANSWER or (self._at >= 0 and self.text.startswith("]", self._begin()))

    def _object(self) -> object | None:
        """The next object of the array; None where it has not ended yet, or there is none."""
        start = self._begin()
        if not self.text.startswith("{", start):
            return None
        try:
            read: object
            read, self._at = _DECODER.raw_decode(self.text, start)
        # It goes on, is no JSON, or is too deep: whoever asked sees what is missing.
        except (ValueError, RecursionError):
            return None
        return read

    def _begin(self) -> int:
        found = _BETWEEN.match(self.text, self._at)
        return found.end() if found else self._at
