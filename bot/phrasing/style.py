"""In which tone a reason is written, and how long it may be. What it says is the evidence's either way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from prompts.errors import BadTemplate
from prompts.template import Prompt
from recsys.explain import Length

SENTENCES: dict[str, int] = {"short": 1, "medium": 2, "long": 3}
"""At most so many sentences of a model a card, by length."""


@dataclass(frozen=True, slots=True)
class Style:
    """`tone` is a word that the prompt explains to the model; `length` bounds the sentences of a card."""

    tone: str = "plain"
    length: Length = "medium"

    @property
    def sentences(self) -> int:
        return SENTENCES[self.length]

    @classmethod
    def of(cls, prompt: Prompt, tone: str = "", length: str = "") -> Style:
        """The style asked for; where that is "", the prompt's own default, else plain and medium.

        BadTemplate where the prompt's default is no length that there is.
        """
        length = length or prompt.defaults.get("length", "medium")
        if length not in SENTENCES:
            raise BadTemplate(f"{prompt.id}: length={length!r}; expected one of: {', '.join(SENTENCES)}")
        return cls(tone or prompt.defaults.get("tone", "plain"), cast("Length", length))
