"""Whether a supported sentence is also worth showing: it speaks of what was asked, and reads as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.reason_request import Task

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_EMPTY = frozenset("a an the is has it its and or of in on with by from as that which not".split())  # noqa: SIM905


def faults(sentence: str, task: Task, strict: bool) -> Iterator[str]:
    """What is wrong with a sentence as an answer; nothing if it may be shown.

    Each of the task's wishes must be spoken of. `strict` also holds the grammar of a small model
    against its facts: it puts articles where none belong.
    """
    # What is quoted is the visitor's wish, not an answer to it.
    words = set(_words(_QUOTED.sub(" ", sentence)))
    for wish in task.wishes:
        own = set(_words(wish)) - _EMPTY
        others = {word for fact in task.facts if fact != wish for word in _words(fact)}
        if not (own - others or own) & words:
            yield f"nothing on: {wish}"
    written = _words(sentence.removeprefix(task.request.messages[-1][1]))
    if any(run in _runs(written[n + 1 :], 3) for n, run in enumerate(_runs(written, 3))):
        yield "repeats itself"
    if strict:
        known = {pair for fact in task.facts for pair in _runs(_words(fact), 2)}
        for pair in _runs(written, 2):
            if pair[0] in ("a", "an") and pair not in known:
                yield f"no article belongs before {pair[1]}"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + n]) for start in range(len(words) - n + 1)]
