"""Evidence about one item, laid out as the variables of the `reason` prompt and as a call to a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ports import LlmRequest
from prompts.template import Prompt
from recsys.types import Evidence
from retrieval.types import Item

MAX_ASK = 200
MAX_TOKENS = 60
OPENING = "Because"
STOP = ("\n",)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: how many facts the model is given, and how freely it may choose its words."""

    facts: int
    temperature: float
    seed: int


FIRST = Attempt(facts=3, temperature=0.0, seed=0)
SECOND = Attempt(facts=2, temperature=0.5, seed=1)


def reason_request(
    prompt: Prompt, item: Item, ask: str, evidence: Sequence[Evidence], attempt: Attempt
) -> LlmRequest:
    """The call that asks for one sentence on `item`. The evidence comes last: what precedes it is cached."""
    said = [one for one in evidence if one.kind in ("said", "liked")]
    facts = [one for one in evidence if one.kind == "fact"]
    lines = "\n".join(f"- {_line(one.text)}" for one in (facts or said)[: attempt.facts])
    asked = _line(ask)[:MAX_ASK]
    messages = prompt.render(title=_line(item.title), asked=asked, evidence=lines, opening=OPENING)
    return LlmRequest(messages, MAX_TOKENS, attempt.temperature, attempt.seed, STOP)


def once_more(again: Prompt, request: LlmRequest, sentence: str, problems: Sequence[str]) -> LlmRequest:
    """The same call with its first answer and what was wrong with it: for models that can use that."""
    asked = tuple(message for message in request.messages if message != ("assistant", OPENING))
    told = again.render(problems="; ".join(_line(problem) for problem in problems))
    return replace(request, messages=(*asked, ("assistant", sentence), *told))


def _line(text: str) -> str:
    """One line: what a visitor or a catalogue wrote cannot add lines, and so no headings, to a prompt."""
    return " ".join(text.split())
