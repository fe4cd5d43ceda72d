"""The shapes that clients may rely on, as pydantic models: what is asked, what is answered, with examples."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.instead import All, Do, Drop, Feel, Say
from bot.types import FeedbackKind, Outcome

LANGUAGE = "of the replies and reasons: en, or zh with templates alone; English where it is another"
Number = int | float
Fact = str | int | float | list[str]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Id = Annotated[str, Field(min_length=1, max_length=200)]


def must_be_sound(sent: object) -> None:
    """ValueError where the JSON value cannot be written as Unicode."""
    try:
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text has half a character (a lone surrogate); send whole ones") from error


class Sound(BaseModel):
    """What clients send. JSON can carry half a character (a lone surrogate), which nothing can store or say."""

    @model_validator(mode="before")
    @classmethod
    def _whole_characters(cls, sent: Any) -> Any:
        if isinstance(sent, dict):
            must_be_sound(sent)
        return sent


class Asked(Sound):
    """Unknown fields are refused, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid")


class RecommendAsked(Asked):
    text: str = Field(description="what is looked for, in the visitor's own words")
    user_id: Id | None = None
    n: int | None = Field(3, ge=1, le=20, description="how many items")
    exclude: list[Id] = Field(default_factory=list, max_length=1000, description="ids not to show")
    filters: dict[str, Any] = Field(
        default_factory=dict,
        max_length=50,
        description='hard constraints by slot: a value, a list of values (any will do), or {"op": value}',
    )
    language: str | None = Field(None, max_length=35, description=LANGUAGE)

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"text": "something quiet for a rainy evening", "n": 3}},
    )


class ConversationAsked(Asked):
    user_id: Id | None = None
    language: str | None = Field(None, max_length=35, description=LANGUAGE)


ChipId = Annotated[str, Field(min_length=1, max_length=500, description="the id of a chip of the state")]


class Felt(Asked):
    item: Id
    kind: Literal["like", "dislike", "dismiss", "undo"]


class OneThing(Asked):
    """One thing that the visitor could have done otherwise."""

    drop: ChipId | None = None
    say: str | None = None
    feel: Felt | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> OneThing:
        if sum(value is not None for _, value in self) != 1:
            raise ValueError(f"send exactly one of: {', '.join(type(self).model_fields)}")
        return self

    def do(self) -> Do:
        if self.feel is not None:
            return Feel(self.feel.item, self.feel.kind)
        return Drop(self.drop) if self.drop is not None else Say(self.say or "")


class InsteadAsked(OneThing):
    """The `do` of a counterfactual, as it is: one thing, or all of several."""

    all: list[OneThing] | None = Field(None, min_length=1, max_length=5)

    def do(self) -> Do:
        return All(tuple(thing.do() for thing in self.all)) if self.all else super().do()


class TurnAsked(Asked):
    """Words, or the id of a chip that the visitor takes back, or what they would have done instead."""

    text: str | None = None
    drop: ChipId | None = None
    instead: InsteadAsked | None = Field(
        None, description="choose the last list anew as if this had been done first: what was on it may stay"
    )

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "a bit shorter"}, {"drop": "c:1"}, {"instead": {"say": "under two hours"}}]
        },
    )


class FeedbackAsked(Asked):
    item_id: Id
    kind: FeedbackKind
    value: Finite | None = Field(None, description="for ratings")

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"item_id": "42", "kind": "like"}}
    )


class ConversationOpened(BaseModel):
    conversation_id: str
    token: str = Field(description="opens this conversation and no other: Authorization: Bearer TOKEN")


class ConstraintShown(BaseModel):
    slot: str
    op: str
    value: Fact
    source: str = Field(description="the visitor's own words")


class MentionShown(BaseModel):
    id: str
    title: str
    source: str


class PreferenceShown(BaseModel):
    slot: str
    value: str | Number
    weight: float
    source: str


class UnderstandingShown(BaseModel):
    constraints: list[ConstraintShown]
    likes: list[MentionShown]
    dislikes: list[MentionShown]
    preferences: list[PreferenceShown]
    words: list[str]


class ContributionShown(BaseModel):
    name: str
    value: float


class EvidenceShown(BaseModel):
    id: str
    kind: Literal["said", "fact", "liked", "people", "community", "model", "against"]
    text: str


class JustificationShown(BaseModel):
    text: str
    writer: Literal["llm", "template"]
    grounded: bool
    evidence: list[EvidenceShown]


class ItemShown(BaseModel):
    id: str
    title: str
    url: str
    rank: int
    score: float
    facts: dict[str, Fact]
    contributions: list[ContributionShown] = Field(description="add up to the score")
    reason: str = Field(description="a sentence made without any language model, there from the first moment")
    justification: JustificationShown


class TimingsShown(BaseModel):
    understand: float
    retrieve: float
    rank: float
    justify: float


class Recommendations(BaseModel):
    outcome: Outcome
    relaxed: list[ConstraintShown]
    understanding: UnderstandingShown
    items: list[ItemShown]
    timings_ms: TimingsShown
    trace_id: str


class ChipShown(BaseModel):
    id: str
    kind: str
    label: str
    source: str
    slot: str


class QuestionShown(BaseModel):
    text: str
    slot: str
    answers: list[str] = Field(description="each can be sent as it is")


class TurnShown(BaseModel):
    turn_index: int
    act: str
    reply: str
    recommendations: Recommendations | None
    state: list[ChipShown]
    question: QuestionShown | None
    trace_id: str


class PastTurn(TurnShown):
    text: str
    created: float


class FeedbackShown(BaseModel):
    item_id: str
    kind: FeedbackKind
    value: float | None
    turn_index: int
    created: float


class Transcript(BaseModel):
    conversation_id: str
    user_id: str
    language: str
    created: float
    turns: list[PastTurn]
    feedback: list[FeedbackShown]
    state: list[ChipShown]


class CatalogueHealth(BaseModel):
    items: int
    version: str


class IndexHealth(BaseModel):
    kind: str
    age_s: float


class LlmHealth(BaseModel):
    reachable: bool
    model: str


class Health(BaseModel):
    status: Literal["ok", "degraded"]
    catalogue: CatalogueHealth
    index: IndexHealth
    llm: LlmHealth


class Problem(BaseModel):
    """RFC 9457 application/problem+json."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[dict[str, str]] | None = None
