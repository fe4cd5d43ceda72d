"""The items named in a conversation, and how each was spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recsys.dialogues import Utterance

# What is said around a title. A negated word of praise is blame; blame counts over praise.
PRAISE: Final = re.compile(
    r"\b(love[ds]?|like[ds]?|enjoy(?:ed)?|great|good|awesome|amazing|excellent|fantastic|favou?rites?|best|fun|"
    r"funny|cool|nice|perfect|wonderful|classic|hilarious)\b",
    re.IGNORECASE,
)
BLAME: Final = re.compile(
    r"\b(hate[ds]?|boring|bad|awful|terrible|worst|dislike[ds]?|disappoint\w*|overrated|stupid|"
    r"(?:not|never|no|\w+n['’]t|(?:do|did|does|is|was|were|are|could|would|have|has|had|ca|wo)nt)\s+"
    r"(?:\w+\s+){0,3}?(?:like[ds]?|love[ds]?|enjoy(?:ed)?|great|good|into|fan|care|interested|impressed|my))\b",
    re.IGNORECASE,
)
FEELINGS: Final = ("only named", "praised", "blamed")
ROLES: Final = ("seeker", "recommender")
MOST: Final = 16
"""Items of a history that are looked at: the last ones named."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item named: its row in the catalogue, who named it last, how it was spoken of (places in ROLES and
    FEELINGS), and how many other items were named after it."""

    row: int
    role: int
    feeling: int
    age: int


def history(context: Sequence[Utterance], rows: Mapping[str, int]) -> tuple[Named, ...]:
    """The last MOST items named, newest last, each once; ids without a row are left out.

    What a seeker says of an item stands in the utterance that names it, and what they think of a suggestion in
    the next thing they say.
    """
    last: dict[int, tuple[int, int]] = {}
    for place, utterance in enumerate(context):
        said = utterance if utterance.role == "seeker" else _answer(context[place + 1 :])
        feeling = feeling_of(said.text) if said else 0
        for item in utterance.items:
            if (row := rows.get(item)) is not None:
                last.pop(row, None)
                last[row] = (ROLES.index(utterance.role), feeling)
    kept = list(last.items())[-MOST:]
    return tuple(
        Named(row, role, feeling, len(kept) - 1 - place) for place, (row, (role, feeling)) in enumerate(kept)
    )


def feeling_of(text: str) -> int:
    """The place in FEELINGS of what a text says of the items in it."""
    if BLAME.search(text):
        return 2
    return 1 if PRAISE.search(text) else 0


def _answer(rest: Sequence[Utterance]) -> Utterance | None:
    return rest[0] if rest and rest[0].role == "seeker" else None
