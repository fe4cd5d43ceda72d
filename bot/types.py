"""The conversation in types: what was said, what it means, what is known so far, what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from recsys.dialogues import Utterance
from recsys.types import Evidence, Justification, Recommendation, SoftPreference
from retrieval.types import Constraint, Step

Outcome = Literal["found", "relaxed", "none", "clarify"]
FeedbackKind = Literal["like", "dislike", "click", "purchase", "dismiss", "rating", "undo"]
MOST_SHOWN = 20
"""Items at a time, however many are asked for."""

ChipKind = Literal["constraint", "preference", "liked", "disliked", "like this", "words"]


class Act(StrEnum):
    """What an utterance does. One is the main act; the rest of its content rides along in UserAct."""

    RECOMMEND = "recommend"  # asks for items, or says what is wanted, liked, disliked
    CRITIQUE = "critique"  # objects to, or varies, what is on the screen ("shorter", "more like the first")
    MORE = "more"  # other items for the same wish
    FACT = "fact"  # asks a slot of an item ("who directed it")
    COMPARE = "compare"  # two items side by side
    WHY = "why"  # why is this shown
    WHY_NOT = "why_not"  # why is that not shown
    UNDO = "undo"
    RESET = "reset"  # start over
    FORGET = "forget"  # forget me
    REMEMBERED = "remembered"  # what do you know about me
    THANKS = "thanks"
    SMALLTALK = "smalltalk"
    HELP = "help"  # what can you do
    PERSON = "person"  # "a person, please"


@dataclass(frozen=True, slots=True)
class Mention:
    """An item of the catalogue spoken of: its id and the visitor's words for it."""

    item_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something asked for that the catalogue does not have, with the nearest that it has (ids or values).

    A missing "slot" is a question that no slot answers; `text` is the question.
    """

    kind: Literal["title", "name", "value", "slot"]
    text: str
    nearest: tuple[str, ...] = ()
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Critique:
    """An objection to shown items: of `slot`, more or less than the reference has ("shorter", "funnier").

    For a category slot `value` is what there should be more or less of. `item_id` is the reference, "" for
    what is on the screen.
    """

    slot: str
    direction: Literal["more", "less"]
    source: str
    value: str = ""
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class UserAct:
    """One utterance, understood. `words` is what is left to search by meaning once the rest is taken out.

    `items` are what a question, comparison or why (not) is about; `slots` what is asked of them; `dropped`
    are slots (or canonical values, or chip ids) whose constraints and preferences no longer hold; `fresh`
    says that a new wish begins, which replaces the old words and constraints but not likes and dislikes.
    """

    act: Act
    text: str
    words: str = ""
    constraints: tuple[Constraint, ...] = ()
    soft: tuple[SoftPreference, ...] = ()
    critiques: tuple[Critique, ...] = ()
    liked: tuple[Mention, ...] = ()
    disliked: tuple[Mention, ...] = ()
    like_this: tuple[Mention, ...] = ()
    rejected: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    dropped: tuple[str, ...] = ()
    fresh: bool = False
    wanted_count: int | None = None


@dataclass(frozen=True, slots=True)
class DialogueState:
    """All that one conversation knows. Folding an act gives a new state (bot/state.py); nothing mutates.

    `said` is the conversation itself, for the ranking: what was wished for and what was shown (bot/said.py).
    """

    words: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    soft: tuple[SoftPreference, ...] = ()
    liked: tuple[Mention, ...] = ()
    disliked: tuple[Mention, ...] = ()
    like_this: tuple[Mention, ...] = ()
    rejected: tuple[str, ...] = ()
    on_screen: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    focus: str = ""
    asked: tuple[str, ...] = ()
    said: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """One piece of the state as the visitor sees it: editable, droppable by its id."""

    id: str
    kind: ChipKind
    label: str
    source: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the visitor, with quick answers (each a text that can be sent as it is)."""

    text: str
    slot: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A shown item with its evidence and a reason made without any LLM."""

    recommendation: Recommendation
    evidence: tuple[Evidence, ...]
    reason: Justification


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds by stage."""

    understand: float = 0.0
    retrieve: float = 0.0
    rank: float = 0.0
    justify: float = 0.0


# What a turn yields, in this order: Understood, Cards (when items are shown), Justified (one a card),
# Said (the reply, in one or more pieces), Done.


@dataclass(frozen=True, slots=True)
class Understood:
    act: UserAct
    state: DialogueState
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    outcome: Outcome
    cards: tuple[Card, ...]
    relaxed: tuple[Constraint, ...]
    path: tuple[Step, ...]
    timings: Timings
    trace_id: str


@dataclass(frozen=True, slots=True)
class Justified:
    item_id: str
    justification: Justification


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Done:
    turn: Turn


Event = Understood | Cards | Justified | Said | Done


@dataclass(frozen=True, slots=True)
class PromptUse:
    """Which prompt and model wrote a turn's sentences."""

    name: str
    version: int
    hash: str
    model: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: the utterance, what was made of it, and the answer as it was shown."""

    index: int
    text: str
    act: UserAct
    state: DialogueState
    reply: str
    trace_id: str
    created: float
    cards: Cards | None = None
    justifications: tuple[Justified, ...] = ()
    question: Question | None = None
    prompt: PromptUse | None = None
    timings: Timings = Timings()


@dataclass(frozen=True, slots=True)
class Feedback:
    """Something a visitor did with an item. `value` is for ratings; `turn_index` is the turn it followed
    (−1 before the first; the store sets it)."""

    item_id: str
    kind: FeedbackKind
    created: float
    value: float | None = None
    turn_index: int = -1


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it is stored: every turn and all feedback, oldest first.

    Its state is the last turn's with the feedback since folded in: bot.state.current.
    """

    id: str
    user_id: str
    language: str
    created: float
    turns: tuple[Turn, ...] = ()
    feedback: tuple[Feedback, ...] = ()
