"""What other people did with items, as counted: evidence that the community gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from recsys.dialogues import Utterance

Heard = Literal["conversations", "histories", "conversations and histories"]
"""What was counted: what people said to each other, what each did with items, or both."""


@dataclass(frozen=True, slots=True)
class CoNamed:
    """Of `of` conversations that name the item `other`, `both` name this item too.

    `lift` is the logarithm of how much more often than by chance (recsys.together).
    """

    other: str
    both: int
    of: int
    lift: float


@dataclass(frozen=True, slots=True)
class Shared:
    """A name that an item has, of somebody spoken of (`items` is empty) or who is of these items named; its share
    of the part "people" is in proportion to `weight`."""

    name: str
    items: tuple[str, ...]
    weight: float


class Others(Protocol):
    """What was learned of a catalogue's items from other people's conversations."""

    @property
    def heard(self) -> Heard: ...

    def named(self, item_id: str) -> tuple[int, int]:
        """In how many conversations the item is named, and how many there are; (0, …) where it is not known."""
        ...

    def co_named(self, conversation: Sequence[Utterance], item_id: str) -> tuple[CoNamed, ...]:
        """The item with each item named in the conversation, those that are known both."""
        ...

    def people(self, conversation: Sequence[Utterance], item_id: str) -> tuple[Shared, ...]:
        """Its names that were spoken of, or that items named in the conversation have."""
        ...

    def attended(self, conversation: Sequence[Utterance]) -> Mapping[str, float]:
        """How much of the attention of "history" each item named has, by id; adds up to 1, or is empty."""
        ...
