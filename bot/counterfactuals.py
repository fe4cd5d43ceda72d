"""What would change the list: the smallest changes, each found by running the ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.instead import Do

ChangeKind = Literal["ask", "likes", "facts"]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """`change` in plain words ("without “no horror”"); `text` is the whole sentence with what would follow.

    `would_show` is the title, `item_id` the id, of what would then stand there; both empty where nothing would.
    `do` is how a button carries it out (bot.assistant.Assistant.instead); None where nobody can.
    """

    change: str
    text: str
    would_show: str
    item_id: str
    kind: ChangeKind
    do: Do | None
    cost: float
