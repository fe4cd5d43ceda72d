"""What the conversation needs from others, as small protocols. Each implementation passes tests/contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.types import Card, Conversation, DialogueState, Feedback, Justified, PromptUse, Turn, UserAct
from recsys.scorer import Scorer
from recsys.types import Preferences, Recommendation
from retrieval.types import Candidate, Found, Item, Query, Schema, Vector


class Shelf(Protocol):
    """Read access to the catalogue as it is now."""

    @property
    def schema(self) -> Schema: ...
    @property
    def version(self) -> str: ...
    def __len__(self) -> int: ...
    def get(self, item_id: str) -> Item | None: ...
    def items(self) -> Sequence[Item]: ...


class Retriever(Protocol):
    """Candidate generation: every candidate meets every constraint and is not excluded."""

    def search(self, query: Query, k: int) -> Found: ...
    def vector(self, item_id: str) -> Vector: ...
    def count(self, query: Query) -> int:
        """How many items meet the constraints and are not excluded."""
        ...

    def imagining(self, item: Item) -> Retriever:
        """A retriever that finds this item in place of the one with its id, which has its vector still."""
        ...

    def fits(self, item_id: str, wordings: Sequence[str], query: Query, k: int) -> list[tuple[float, float]]:
        """The item's `words_fit` and `names_fit` in a search for k by the query, had it each of these words."""
        ...


class Understanding(Protocol):
    """Words to an act, in the light of what is already known."""

    def understand(self, state: DialogueState, text: str) -> UserAct: ...


class Ranker(Protocol):
    """The best n of the candidates, each with contributions that add up to its score."""

    @property
    def scorer(self) -> Scorer: ...
    def rank(
        self, candidates: Sequence[Candidate], preferences: Preferences, n: int
    ) -> tuple[Recommendation, ...]: ...


@dataclass(frozen=True, slots=True)
class LlmRequest:
    """One call. `messages` are (role, content); the stable part comes first, byte for byte the same.

    Where the last message is the assistant's, the answer begins with it (models that cannot continue a
    message write one of their own). `schema` is a JSON schema for structured output; `choices` are all
    the answers there are (what follows the opening), `words` all the words that an answer may be made of:
    models that cannot keep to them ignore them.
    """

    messages: tuple[tuple[str, str], ...]
    max_tokens: int = 80
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    choices: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


class LanguageModel(Protocol):
    """An LLM. `stream` yields pieces of text; raises bot.errors.ModelUnavailable when it cannot answer."""

    @property
    def name(self) -> str: ...
    def ready(self) -> bool: ...
    def stream(self, request: LlmRequest) -> Iterator[str]: ...


class Writer(Protocol):
    """Evidence to grounded sentences. Never raises for a bad model: falls back to the reason given."""

    @property
    def prompt(self) -> PromptUse | None:
        """What writes the sentences; None where templates do."""
        ...

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        """One justification a card, each as soon as it is there, in any order; card.reason is the fallback."""
        ...


class Store(Protocol):
    """What must never be lost. Every write is on disk when the call returns."""

    def create(self, user_id: str, language: str) -> tuple[str, str]:
        """A new conversation: its id and the token that opens it."""
        ...

    def open(self, conversation_id: str, token: str) -> Conversation: ...
    def load(self, conversation_id: str) -> Conversation: ...
    def add_turn(self, conversation_id: str, turn: Turn) -> None:
        """Store a turn; ConversationBusy where that index is taken (two turns at once)."""
        ...

    def add_justification(
        self, conversation_id: str, turn_index: int, justified: Justified, prompt: PromptUse | None
    ) -> None:
        """Replace the shown reason of one item of a stored turn."""
        ...

    def add_feedback(self, conversation_id: str, feedback: Feedback) -> None: ...
    def forget(self, conversation_id: str) -> None:
        """Delete all turns and feedback of this conversation; its token still opens it, empty."""
        ...
