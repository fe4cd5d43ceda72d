"""The shapes of explanations: why an item is shown, why another is not, and what would change that."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from bot.types import FeedbackKind
from ui.models import ConstraintShown, ContributionShown, EvidenceShown, Fact


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
    facts: dict[str, Fact] = Field(description="slots of the item, and the other values that they would have")
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
