"""Whether a supported sentence is also worth showing: it speaks of what was asked, and reads as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.reason_request import Task

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_NOUN = re.compile(r"is an? ")
_RELATIVE = ("that", "which")
_EMPTY = frozenset("a an the is has it its and or of in on with by from as that which not".split())  # noqa: SIM905


def faults(sentence: str, task: Task, strict: bool) -> Iterator[str]:
    """What is wrong with a sentence as an answer; nothing if it may be shown.

    Each of the task's wishes must be spoken of. `strict` also holds a small model to the order of words in its
    facts: it puts articles where none belong, and "that" after what cannot have it.
    """
    # What is quoted is the visitor's wish, not an answer to it.
    words = set(_words(_QUOTED.sub(" ", sentence)))
    for wish in task.wishes:
        own = set(_words(wish)) - _EMPTY
        others = {word for fact in task.facts if fact != wish for word in _words(fact)}
        if not (own - others or own) & words:
            yield f"nothing on: {wish}"
    opening = task.request.messages[-1][1]
    written = _words(sentence.removeprefix(opening))
    if any(run in _runs(written[n + 1 :], 3) for n, run in enumerate(_runs(written, 3))):
        yield "repeats itself"
    # A model that cannot continue an opening wrote a sentence of its own, and is big enough to know how.
    if strict and sentence.startswith(opening):
        yield from _joints(_words(opening)[-1:] + written, task.facts)


def _joints(words: Sequence[str], facts: Sequence[str]) -> Iterator[str]:
    """Where one word follows another as neither a fact has it nor two facts are joined.

    Facts are joined by "and"; by "that" or "which" once something is named ("is a film"); and after such a
    fact the next may come without its "is" ("a film from 1999").
    """
    known = {pair for fact in facts for pair in _runs(_words(fact), 2)}
    parts = [part for fact in facts if (part := _words(fact))]
    first, last = {part[0] for part in parts}, {part[-1] for part in parts}
    without_is = {part[1] for part in parts if part[0] == "is" and len(part) > 1}
    nouns = {part[-1] for part in parts if _NOUN.match(" ".join(part))}
    if words[-1] not in last:
        yield f"ends with {words[-1]}"
    named = False
    for n, (one, other) in enumerate(_runs(words, 2)):
        named = named or one in nouns
        begins = n == 0 and other in first
        joined = (one in last and (other == "and" or (named and other in (*_RELATIVE, *without_is)))) or (
            one in ("and", *_RELATIVE) and other in first
        )
        if not ((one, other) in known or begins or joined):
            yield f"{one} {other}"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + n]) for start in range(len(words) - n + 1)]
