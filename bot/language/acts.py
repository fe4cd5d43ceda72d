"""What an utterance does when it is not (only) an ask: thanks, undo, why, compare, a question of fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.english import english
from bot.language.questions import (
    asks_fact,
    asks_match,
    asks_why_not,
    bare_start,
    compares,
    only_noun,
    only_points,
    weighs,
)
from bot.language.reading import Content
from bot.language.spelling import Spelt
from bot.language.tokens import Token
from bot.types import Act, DialogueState

_ALWAYS = ("forget", "remembered", "reset", "undo", "person")
_LIGHT = ("help", "thanks", "smalltalk")
_OPENING = frozenset({
    "what", "how", "do", "are", "have", "did", "were", "is", "where", "who", "when", "what's", "how's", "which",
    "can",
})  # fmt: skip
_WANTING = frozenset({
    "got", "any", "anything", "something", "recommend", "suggest", "show", "find", "pick", "choose", "else", "more",
    "other", "others", "good", "watch", "see", "stock", "give", "some", "know", "think", "like", "want", "would",
    "available", "list", "there", "one", "ones", "me", "remember", "stored", "best",
})  # fmt: skip
_ABILITIES = frozenset({
    "capabilities", "features", "functions", "abilities", "commands", "purpose", "phrase", "word", "ask", "type",
    "use", "search", "query", "able", "capable", "skills", "limits", "limitations",
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
    "people", "boss", "manager", "supervisor", "owner", "team", "support", "anyone", "anybody",
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
    start = bare_start(words)
    if _starts(found, start, "why_not") and (contents or len(words) > start + 2):
        return Talk(Act.WHY_NOT, phrases, covered)
    if asks_why_not(words, start, contents, asked=_starts(found, start, "why")):
        return Talk(Act.WHY_NOT, phrases, covered)
    if _starts(found, start, "why") or asks_match(words, start, contents):
        return Talk(Act.WHY, phrases, covered)
    telling = [c for c in contents if c.drop or c.span.kind != "entry" or not only_noun(c)]
    free = [
        c for c in telling if c.span.kind != "count" and not covered & set(range(c.span.start, c.span.end))
    ]
    for kind in _ALWAYS:
        if kind in phrases and not free:
            return Talk(_ACTS[kind], phrases, covered)
    if not free or "i" in words[:3]:
        about_me = _about_me(set(words))
        if about_me:
            return Talk(about_me, phrases, covered)
    marked = bool(tokens) and tokens[-1].norm == "?"
    titled = any(c.span.kind in ("title", "ref", "missing") for c in contents)
    if words[start : start + 2] == ["are", "you"] and not titled and not set(words) & {"able", "sure"}:
        return Talk(Act.SMALLTALK, phrases, covered)
    if ("compare" in phrases and compares(contents, words, state)) or weighs(words, contents, marked=marked):
        return Talk(Act.COMPARE, phrases, covered)
    if asks_fact(words, contents, state) or only_points(words, contents):
        return Talk(Act.FACT, phrases, covered)
    counted = {p for c in contents if c.span.kind == "count" for p in range(c.span.start, c.span.end)}
    gone = covered | counted
    rest = [w for w, p in zip(words, places, strict=True) if p not in gone and w not in english().filler]
    long = any(n > 1 for _, _, n in found)
    if not free and phrases & {"more", "reject_all"} and len(rest) <= (2 if long else 0):
        return Talk(Act.MORE, phrases, covered)
    if len(rest) <= 2 and not free:
        for kinds, _, _ in sorted(found, key=lambda f: (-f[2], f[1])):
            light = next((kind for kind in _LIGHT if kind in kinds), "")
            if light:
                return Talk(_ACTS[light], phrases, covered)
    if "thanks" in phrases and {"was", "were"} & set(words) and not any(c.span.ids for c in contents):
        return Talk(Act.THANKS, phrases, covered)  # "wow, that was quick, thanks"
    if not free and not any(c.span.kind in ("title", "ref", "missing") for c in contents):
        addressed = _addressed(words[start:])
        if addressed:
            return Talk(addressed, phrases, covered)
    return Talk(None, phrases, covered)


def _about_me(words: set[str]) -> Act | None:
    """Rules wider than any list of phrases: to be forgotten, to be put through to somebody."""
    if words & _ERASE and (("me" in words and "about" in words) or (words & _MINE and "my" in words)):
        return Act.FORGET
    if words & {"talk", "speak", "chat", "connect", "transfer", "contact"} and words & _SOMEBODY:
        return Act.PERSON
    return None


def _addressed(words: Sequence[str]) -> Act | None:
    """A question about the bot itself, or about how to use it, that asks for no items."""
    said = set(words)
    if words[0] not in _OPENING or said & _WANTING:
        return None
    if said & _ABILITIES and said & {"your", "you", "i"}:
        return Act.HELP
    return Act.SMALLTALK if said & {"you", "your", "yourself", "you're"} else None


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
    start = bare_start(words[:end])
    return list(words[start:end])
