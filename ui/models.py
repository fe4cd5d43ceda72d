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


class PhraseShown(BaseModel):
    text: str
    value: float


class HistoryShown(BaseModel):
    item_id: str
    title: str
    weight: float | None = Field(description="the model's attention to it, where there is any")
    value: float = Field(description="its share of the score")
    feeling: str


class AttributionShown(BaseModel):
    """How phrases and history were weighed: `base` and all their values add up to `total`."""

    method: str
    base: float
    total: float
    error: float
    evaluations: int
    agrees: bool | None = Field(
        description="whether the view of the single words (LIME) agrees; null: no view"
    )
    note: str
    lime: list[PhraseShown]


class EvidenceTold(EvidenceShown):
    source: str = Field(description="the visitor's words, “catalogue” or “ranking”")
    moved: float = Field(description="how much it moved the score")


class MarkShown(BaseModel):
    """A stretch of the sentence, [start, end) in characters, and the evidence it rests on."""

    start: int
    end: int
    evidence: list[str]


class ReasonShown(BaseModel):
    text: str
    writer: Literal["llm", "template"]
    grounded: bool
    evidence: list[EvidenceTold]
    marks: list[MarkShown]


class FeltShown(BaseModel):
    item: str
    kind: FeedbackKind


class DoShown(BaseModel):
    """Exactly one of them; sent back as {"instead": DO} it makes the list that is promised."""

    drop: str | None = None
    say: str | None = None
    feel: FeltShown | None = None
    all: list[DoShown] | None = None


class CounterfactualShown(BaseModel):
    change: str = Field(description="what would be otherwise, in plain words")
    would_show: str = Field(description="the title of what would then stand there; empty: nothing would")
    would_show_id: str
    place: int = Field(description="where on the list it would stand, from 1; 0: nowhere")
    leaves: bool = Field(description="whether the item that is explained would not be on the list")
    text: str = Field(description="the whole sentence")
    kind: Literal["ask", "likes", "facts"]
    do: DoShown | None = Field(description="how to carry it out; null where nobody can")


class BrokenShown(ConstraintShown):
    text: str = Field(description="the condition and the item's own value, in words")


class LastShown(BaseModel):
    item_id: str
    title: str
    score: float


class PartShown(BaseModel):
    name: str
    value: float
    last: float = Field(description="the same part of the last item shown")


class WhyNotShown(BaseModel):
    """Why an item is not on the list. `place` and `score` are null where the search does not bring it."""

    item_id: str
    title: str
    standing: Literal[
        "shown", "rejected", "named", "seen", "nothing shown", "up", "breaks", "lower", "not found"
    ]
    text: str
    breaks: list[BrokenShown]
    place: int | None
    score: float | None
    last: LastShown | None
    parts: list[PartShown]
    nearest: list[CounterfactualShown] = Field(
        description="the smallest changes that bring it in, each one run"
    )


class LineShown(BaseModel):
    label: str
    value: str


class StepShown(BaseModel):
    step: str
    label: str = Field(description="the step in plain words")
    before: int = Field(alias="in")
    after: int = Field(alias="out")
    detail: str
    ms: float
    details: list[LineShown]


class PromptShown(BaseModel):
    name: str
    version: int
    hash: str


class ModelShown(BaseModel):
    encoder: str
    llm: str
    writer: Literal["llm", "template"]


class ExplanationShown(BaseModel):
    item_id: str
    title: str
    score: float
    contributions: list[ContributionShown]
    phrases: list[PhraseShown]
    history: list[HistoryShown]
    attribution: AttributionShown | None
    evidence: list[EvidenceTold]
    justification: ReasonShown
    against: list[EvidenceTold]
    counterfactuals: list[CounterfactualShown]
    path: list[StepShown]
    prompt: PromptShown | None
    model: ModelShown


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
