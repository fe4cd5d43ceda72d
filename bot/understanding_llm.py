"""Understanding by a language model, for big ones: JSON by a schema, believed only as far as it checks out.

What the model says is data. A slot, value or title that the catalogue lacks, or words that the visitor did not
say, and the whole answer is dropped: the rules then understand the utterance instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ModelError
from bot.phrasing.reason_request import one_line
from bot.ports import LanguageModel, LlmRequest, Shelf, Understanding
from bot.types import Act, DialogueState, Mention, UserAct
from prompts.template import Prompt
from retrieval.types import Constraint, Slot

MAX_TOKENS = 400
LONGEST = 4000
VALUES_LISTED = 60


class _Constraint(BaseModel):
    model_config = ConfigDict(extra="forbid")
    slot: str
    op: Literal["=", "!=", "<=", ">=", "<", ">"]
    value: str | float
    source: str = Field(min_length=1)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    act: Literal["recommend", "other"]
    words: str = ""
    constraints: list[_Constraint] = Field(default_factory=list, max_length=12)
    liked: list[str] = Field(default_factory=list, max_length=12)
    disliked: list[str] = Field(default_factory=list, max_length=12)


class _Unfounded(ValueError):
    """The answer speaks of what neither the catalogue nor the visitor has."""


@dataclass(frozen=True, slots=True)
class LlmUnderstanding:
    """bot.ports.Understanding: wishes by the model, everything else (and every doubt) by `fallback`."""

    model: LanguageModel
    shelf: Shelf
    fallback: Understanding
    prompt: Prompt

    def understand(self, state: DialogueState, text: str) -> UserAct:
        if not self.model.ready():
            return self.fallback.understand(state, text)
        try:
            answer = _Answer.model_validate_json(self._ask(text))
            if answer.act == "recommend":
                return self._act(answer, text)
        except (ModelError, ValidationError, _Unfounded):
            pass
        # What refers to the screen or to earlier turns is not in the utterance alone: the rules know those.
        return self.fallback.understand(state, text)

    def _ask(self, text: str) -> str:
        schema = self.shelf.schema
        messages = self.prompt.render(
            nouns=schema.noun.many, slots="\n".join(_described(schema.slots)), text=one_line(text)
        )
        answer = ""
        for piece in self.model.stream(LlmRequest(messages, MAX_TOKENS, schema=_Answer.model_json_schema())):
            answer += piece
            if len(answer) > LONGEST:
                raise _Unfounded("the answer does not end")
        return answer

    def _act(self, answer: _Answer, text: str) -> UserAct:
        constraints = tuple(self._constraint(one, text) for one in answer.constraints)
        liked = tuple(self._mention(title, text) for title in answer.liked)
        disliked = tuple(self._mention(title, text) for title in answer.disliked)
        words = answer.words.strip()
        return UserAct(
            Act.RECOMMEND, text, words=words, constraints=constraints, liked=liked, disliked=disliked
        )

    def _constraint(self, said: _Constraint, text: str) -> Constraint:
        if said.source.casefold() not in text.casefold():
            raise _Unfounded(f"nobody said {said.source!r}")
        slot = next((one for one in self.shelf.schema.slots if one.name == said.slot), None)
        if slot is None or slot.kind == "text":
            raise _Unfounded(f"no slot {said.slot!r} to ask for")
        if slot.kind in ("number", "level"):
            return Constraint(slot.name, said.op, _number(slot, said.value), said.source)
        if said.op not in ("=", "!="):
            raise _Unfounded(f"{slot.name} cannot be {said.op}")
        return Constraint(slot.name, said.op, self._value(slot, str(said.value)), said.source)

    def _value(self, slot: Slot, value: str) -> str:
        """The catalogue's own spelling of the value."""
        wanted = value.casefold()
        for canonical, others in slot.values.items():
            if wanted in (canonical.casefold(), *(other.casefold() for other in others)):
                return canonical
        for item in self.shelf.items():
            for text in item.texts(slot.name):
                if text.casefold() == wanted:
                    return text
        raise _Unfounded(f"no {slot.label} {value!r}")

    def _mention(self, title: str, text: str) -> Mention:
        wanted = title.casefold()
        if wanted not in text.casefold():
            raise _Unfounded(f"nobody named {title!r}")
        found = [item.id for item in self.shelf.items() if item.title.casefold() == wanted]
        if not found:
            raise _Unfounded(f"no item is called {title!r}")
        return Mention(min(found), title)


def _number(slot: Slot, value: str | float) -> float:
    if isinstance(value, str) and value.casefold() in slot.levels:
        return float(slot.levels.index(value.casefold()))
    try:
        return float(value)
    except ValueError as error:
        raise _Unfounded(f"{slot.name} is a number, not {value!r}") from error


def _described(slots: Sequence[Slot]) -> Iterator[str]:
    for slot in slots:
        if slot.kind == "number":
            yield f"- {slot.name}: a number{f' in {slot.unit}' if slot.unit else ''}"
        elif slot.kind == "level":
            yield f"- {slot.name}: a level, " + ", ".join(f"{n} {name}" for n, name in enumerate(slot.levels))
        elif slot.kind == "name":
            yield f"- {slot.name}: names"
        elif slot.kind == "category":
            yield f"- {slot.name}: one of {', '.join(list(slot.values)[:VALUES_LISTED])}"
