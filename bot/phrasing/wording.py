"""Whether a supported sentence is also worth showing: it speaks of what was asked, and reads as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.phrasing.reason_request import Task
from bot.phrasing.sentences import twice

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_EMPTY = frozenset("a an the is has it its and or of in on with by from as that which not".split())  # noqa: SIM905


def faults(sentence: str, task: Task, strict: bool) -> Iterator[str]:
    """What is wrong with a sentence as an answer; nothing if it may be shown.

    Each of the task's wishes must be spoken of. `strict` also holds a small model to the sentences it was
    given: left alone it puts articles where none belong, and joins what does not go together.
    """
    yield from unspoken(sentence, task.wishes, task.facts)
    opening = task.request.messages[-1][1]
    if twice(sentence.removeprefix(opening)):
        yield "repeats itself"
    if strict and sentence not in task.sentences:
        yield "is not one of the sentences that the facts allow"


def unspoken(text: str, wishes: Sequence[str], facts: Sequence[str]) -> Iterator[str]:
    """The wishes, as predicates of the item, that the text does not speak of; `facts` are all its predicates."""
    # What is quoted is the visitor's wish, not an answer to it.
    words = set(_words(_QUOTED.sub(" ", text)))
    for wish in wishes:
        own = set(_words(wish)) - _EMPTY
        others = {word for fact in facts if fact != wish for word in _words(fact)}
        if not (own - others or own) & words:
            yield f"nothing on: {wish}"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
