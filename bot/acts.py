"""What an utterance does when it is not (only) an ask: thanks, undo, why, compare, a question of fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.english import english
from bot.reading import Content
from bot.spelling import Spelt
from bot.tokens import Token
from bot.types import Act, DialogueState

_POLITE = frozenset({
    "please", "pls", "ok", "okay", "hey", "well", "so", "oh", "um", "then", "now", "just", "can", "could",
    "you", "would", "we", "i", "let", "me", "let's", "to", "want", "like", "yes", "actually", "hmm", "and",
    "but", "sorry", "er",
})  # fmt: skip
_ALWAYS = ("forget", "remembered", "reset", "undo", "person")
_LIGHT = ("help", "thanks", "smalltalk")
_ASKING = frozenset({
    "who", "what", "when", "where", "how", "which", "is", "was", "does", "did", "do", "are", "were", "has",
    "have", "whose", "what's", "who's", "when's", "where's", "how's", "tell", "can", "could",
})  # fmt: skip
_Phrase = tuple[frozenset[str], int, int]
"""Its kinds, the number of its first word, how many words it has."""
_ERASE = frozenset({
    "delete", "erase", "remove", "forget", "wipe", "clear", "destroy",
})  # fmt: skip
_MINE = frozenset({
    "data", "history", "profile", "account", "information", "info", "details", "records",
})  # fmt: skip
_SOMEBODY = frozenset({
    "human", "person", "someone", "somebody", "agent", "representative", "staff", "operator", "employee",
    "people",
})  # fmt: skip
_ACTS = {
    "thanks": Act.THANKS, "smalltalk": Act.SMALLTALK, "help": Act.HELP, "person": Act.PERSON, "undo": Act.UNDO,
    "reset": Act.RESET, "forget": Act.FORGET, "remembered": Act.REMEMBERED, "more": Act.MORE,
    "reject_all": Act.MORE, "why": Act.WHY, "why_not": Act.WHY_NOT, "compare": Act.COMPARE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """The dialogue phrases of an utterance: where they stand, and what is left beside them."""

    act: Act | None
    phrases: frozenset[str]
    covered: frozenset[int]


def talk(tokens: Sequence[Token], spelt: Spelt, contents: Sequence[Content], state: DialogueState) -> Talk:
    """The dialogue act, if the utterance is one."""
    words, places = _words(tokens, spelt)
    if not words:
        return Talk(None, frozenset(), frozenset())
    whole = english().acts.kinds.get(" ".join(words)) or english().acts.kinds.get(" ".join(_bare(words)))
    found, covered = _scan(words, places)
    phrases = frozenset(kind for kinds, _, _ in found for kind in kinds)
    if whole:
        return Talk(_choose(whole, state), whole, frozenset(range(len(tokens))))
    start = _bare_start(words)
    if _starts(found, start, "why_not") and (contents or len(words) > start + 2):
        return Talk(Act.WHY_NOT, phrases, covered)
    if _starts(found, start, "why"):
        return Talk(Act.WHY, phrases, covered)
    telling = [c for c in contents if c.span.kind != "entry" or not _only_noun(c)]
    free = [
        c for c in telling if c.span.kind != "count" and not covered & set(range(c.span.start, c.span.end))
    ]
    for kind in _ALWAYS:
        if kind in phrases and not free:
            return Talk(_ACTS[kind], phrases, covered)
    if not free:
        about_me = _about_me(set(words))
        if about_me:
            return Talk(about_me, phrases, covered)
    if ("compare" in phrases or _which(words, contents)) and _compares(contents, words, state):
        return Talk(Act.COMPARE, phrases, covered)
    if asks_fact(words, contents, state) or _only_points(words, contents):
        return Talk(Act.FACT, phrases, covered)
    counted = {p for c in contents if c.span.kind == "count" for p in range(c.span.start, c.span.end)}
    gone = covered | counted
    rest = [w for w, p in zip(words, places, strict=True) if p not in gone and w not in english().filler]
    long = any(n > 1 for _, _, n in found)
    if not free and phrases & {"more", "reject_all"} and len(rest) <= (2 if long else 0):
        return Talk(Act.MORE, phrases, covered)
    for kind in _LIGHT:
        if kind in phrases and not free and len(rest) <= 2:
            return Talk(_ACTS[kind], phrases, covered)
    return Talk(None, phrases, covered)


def asks_fact(words: Sequence[str], contents: Sequence[Content], state: DialogueState) -> bool:
    """A question about an item: a question's first word, and an item spoken of or pointed at."""
    start = _bare_start(words)
    first = words[start] if start < len(words) else ""
    asked = any(c.span.has("ask") for c in contents)
    items = [
        c for c in contents if c.span.kind in ("title", "ref", "missing") and c.span.missing in ("", "title")
    ]
    if any(c.feeling in ("liked", "disliked", "like", "seen") for c in items):
        return False
    if asked and items and any(c.span.kind == "title" for c in items) and first in ("never", "haven't"):
        return True
    if asked and (items or state.focus or state.on_screen) and first in _ASKING | {"how", "about"}:
        return True
    if (
        asked
        and first in ("who", "when", "how", "whose")
        and not any(c.span.kind == "number" for c in contents)
    ):
        return bool(items)
    if first == "how" and words[start + 1 : start + 2] == ["many"] and not items and "you" not in words:
        plain = all(_only_noun(c) and not c.span.has("noun") for c in contents if c.span.kind == "entry")
        return plain and bool(state.focus or state.on_screen)  # "how many pages?", of what is shown
    if not items or first not in _ASKING:
        return False
    if first in ("can", "could"):
        return "tell" in words[:5]
    return words[start + 1 : start + 2] not in (["you"], ["there"], ["any"])


def _about_me(words: set[str]) -> Act | None:
    """Rules wider than any list of phrases: to be forgotten, to be put through to somebody."""
    if words & _ERASE and (("me" in words and "about" in words) or (words & _MINE and "my" in words)):
        return Act.FORGET
    if words & {"talk", "speak", "chat", "connect", "transfer", "contact"} and words & _SOMEBODY:
        return Act.PERSON
    return None


def _only_points(words: Sequence[str], contents: Sequence[Content]) -> bool:
    """ "the second one": nothing is said of it, so the visitor wants to hear of it."""
    pointing = [c for c in contents if c.span.kind == "ref" and not (c.feeling or c.negative)]
    if len(pointing) != 1 or len(contents) != 1:
        return False
    span = pointing[0].span
    return len([w for w in words if w not in _POLITE]) <= span.end - span.start


def _which(words: Sequence[str], contents: Sequence[Content]) -> bool:
    """ "which is shorter, A or B", "is A longer than B": two items and a comparative."""
    items = [c for c in contents if c.span.kind in ("title", "ref")]
    compared = any(c.span.has("more", "less", "most", "least") or c.comparison for c in contents)
    asking = "which" in words or bool(
        {"is", "was", "are"} & set(words[_bare_start(words) : _bare_start(words) + 1])
    )
    return len(items) >= 2 and asking and (compared or "than" in words)


def _compares(contents: Sequence[Content], words: Sequence[str], state: DialogueState) -> bool:
    items = sum(
        len(c.span.ids) if c.span.kind == "ref" else 1 for c in contents if c.span.kind in ("title", "ref")
    )
    first = words[0] if words else ""
    return (
        items >= 2
        or first in ("compare", "which", "contrast")
        or (bool(state.on_screen) and "difference" in words)
    )


def _only_noun(content: Content) -> bool:
    return all(e.sense in ("noun", "slot", "ask") for e in content.span.entries)


def _choose(kinds: frozenset[str], state: DialogueState) -> Act:
    for kind in (
        "forget",
        "reset",
        "undo",
        "remembered",
        "person",
        "reject_all",
        "more",
        "thanks",
        "help",
        "smalltalk",
    ):
        if kind in kinds and (kind != "more" or state.shown or state.on_screen or kind == "more"):
            return _ACTS[kind]
    return _ACTS[min(kinds)]


def _scan(words: Sequence[str], places: Sequence[int]) -> tuple[list[_Phrase], frozenset[int]]:
    """The dialogue phrases from left to right, longest first, each with the number of its first word."""
    found: list[_Phrase] = []
    covered: set[int] = set()
    at = 0
    listed = list(words)
    while at < len(listed):
        n, kinds = english().acts.match(listed, at)
        if n:
            found.append((kinds, at, n))
            covered.update(places[at : at + n])
        at += max(n, 1)
    return found, frozenset(covered)


def _starts(found: Sequence[_Phrase], start: int, kind: str) -> bool:
    return any(kind in kinds and at <= start for kinds, at, _ in found)


def _words(tokens: Sequence[Token], spelt: Spelt) -> tuple[list[str], list[int]]:
    places = [i for i, t in enumerate(tokens) if not t.is_break]
    return [spelt.plain[i] for i in places], places


def _bare_start(words: Sequence[str]) -> int:
    start = 0
    while start < len(words) - 1 and words[start] in _POLITE:
        start += 1
    return start


def _bare(words: Sequence[str]) -> list[str]:
    end = len(words)
    while end > 1 and words[end - 1] in (
        "please",
        "pls",
        "then",
        "now",
        "ok",
        "okay",
        "again",
        "mate",
        "you",
    ):
        end -= 1
    start = _bare_start(words[:end])
    return list(words[start:end])
