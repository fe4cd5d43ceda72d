"""The checker of sentences for a catalogue that may change: rebuilt when the catalogue's version does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from bot.ports import Shelf
from recsys.grounding import Checker, Verdict
from recsys.types import Evidence, Mark
from retrieval.types import Item


@dataclass(slots=True)
class CurrentChecker:
    """recsys.grounding.Checker over the catalogue as it is now."""

    shelf: Shelf
    _version: str = ""
    _checker: Checker | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict:
        """Whether the evidence supports all that the sentence says."""
        return self._current().check(sentence, item, evidence)

    def marks(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> tuple[Mark, ...]:
        """Which characters of a sentence rest on which evidence; () where the evidence does not support it.

        A template's sentence is checked here, when somebody asks why, and not on every card.
        """
        return self.check(sentence, item, evidence).marks

    def _current(self) -> Checker:
        with self._lock:
            if self._checker is None or self._version != self.shelf.version:
                self._version = self.shelf.version
                self._checker = Checker(self.shelf.schema, self.shelf.items())
            return self._checker
