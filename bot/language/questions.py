"""Questions: of a fact, to compare, why and why not, as people word them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.english import english
from bot.language.reading import Content
from bot.types import DialogueState

_POLITE = frozenset({
    "please", "pls", "ok", "okay", "hey", "well", "so", "oh", "um", "then", "now", "just", "can", "could",
    "you", "would", "we", "i", "let", "me", "let's", "to", "want", "like", "yes", "actually", "hmm", "and",
    "but", "sorry", "er", "cool", "nice", "great", "right", "haha", "lol", "thanks", "cheers", "alright",
    "remind", "hm", "ah", "sure", "fine",
})  # fmt: skip
_ASKING = frozenset({
    "who", "what", "when", "where", "how", "which", "is", "was", "does", "did", "do", "are", "were", "has",
    "have", "whose", "what's", "who's", "when's", "where's", "how's", "tell", "can", "could",
})  # fmt: skip
_JOINING = frozenset({"or", "and", "than", "vs", "versus", "from", "to", "with", "&"})
_WEIGHING = frozenset({
    "what's", "how's", "which", "should", "shall", "between", "whichever", "what", "how", "is", "are", "was", "does",
    "did", "would", "will",
})  # fmt: skip
_ABSENT = frozenset({
    "not", "no", "never", "left", "missing", "omitted", "omit", "skipped", "skip", "excluded", "exclude", "forgot",
    "forgotten", "missed", "absent", "nowhere", "without",
})  # fmt: skip
_FITTING = frozenset({
    "match", "matches", "fit", "fits", "relevant", "related", "suit", "suits", "suitable", "chosen", "picked",
})  # fmt: skip


def asks_fact(words: Sequence[str], contents: Sequence[Content], state: DialogueState) -> bool:
    """A question about an item: a question's first word, and an item spoken of or pointed at."""
    start = bare_start(words)
    first = words[start] if start < len(words) else ""
    asked = any(c.span.has("ask") for c in contents)
    items = [
        c for c in contents if c.span.kind in ("title", "ref", "missing") and c.span.missing in ("", "title")
    ]
    if _names_a_slot(words, contents, items, state):
        return True
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
        plain = all(only_noun(c) and not c.span.has("noun") for c in contents if c.span.kind == "entry")
        return plain and bool(state.focus or state.on_screen)  # "how many pages?", of what is shown
    if not items or first not in _ASKING:
        return False
    if first in ("can", "could"):
        return "tell" in words[:5]
    return words[start + 1 : start + 2] not in (["you"], ["there"], ["any"])


def _names_a_slot(
    words: Sequence[str], contents: Sequence[Content], items: Sequence[Content], state: DialogueState
) -> bool:
    """ "a quick summary of Moon", "and the runtime?": a slot by its name, of an item."""
    for place, content in enumerate(contents):
        if not content.span.has("slot", "ask") or content.negative or content.drop:
            continue
        after = contents[place + 1] if place + 1 < len(contents) else None
        named = after is not None and after in items and not after.feeling and "of" in words
        if named and after is not None and after.span.start - content.span.end in (1, 2):
            return content.span.text.lower().split()[0] not in english().filler
    alone = len(contents) == 1 and contents[0].span.has("slot") and not contents[0].drop
    said = [w for w in words if w not in _POLITE and w not in ("what", "about", "how", "the", "what's", "is")]
    pointed = bool(state.focus or state.on_screen)
    long = alone and len(said) <= contents[0].span.end - contents[0].span.start
    return (
        long and pointed and said[-1:] == words[-1:] and contents[0].span.text.lower() not in english().filler
    )


def weighs(words: Sequence[str], contents: Sequence[Content], *, marked: bool) -> bool:
    """ "shrek or ratatouille?", "is A longer than B", "what do A and B have in common": two items, held together."""
    items = [c for c in contents if c.span.kind in ("title", "ref")]
    several = sum(len(c.span.ids) if c.span.kind == "ref" else 1 for c in items)
    if (
        several < 2
        or (len(items) < 2 and "which" not in words)
        or any(c.feeling in ("liked", "disliked", "like", "seen", "unseen") for c in items)
    ):
        return False
    if any(c.span.has("ask") for c in contents) and not {"or", "than"} & set(words):
        return False
    if words[0] in ("do", "have", "can", "could", "got") and "you" in words[:2]:
        return False
    if not _JOINING & set(words):
        return False
    start = bare_start(words)
    return marked or words[start] in _WEIGHING or words[0] in _WEIGHING or "which" in words


def asks_why_not(words: Sequence[str], start: int, contents: Sequence[Content], *, asked: bool) -> bool:
    """ "how come there is no Heat", "you left out Heat, why?", "shouldn't Heat be here"."""
    titled = any(c.span.kind in ("title", "missing") for c in contents)
    if not titled:
        return False
    if words[start] in ("shouldn't", "wouldn't", "isn't", "couldn't") and "be" in words:
        return True
    denied = any(word in _ABSENT or word.endswith("n't") for word in words)
    return denied and (asked or words[-1] == "why")


def asks_match(words: Sequence[str], start: int, contents: Sequence[Content]) -> bool:
    """ "how is the last one a match?", "what has it got to do with what I asked"."""
    if not any(c.span.kind in ("title", "ref") for c in contents):
        return False
    rest = " ".join(words[start:])
    if "why" in words[-3:] or words[-1] == "because":  # "and the second, why that?"
        return True
    if words[start] in ("what", "what's") and " doing " in rest:
        return True
    return (words[start] in ("how", "how's", "in") and bool(_FITTING & set(words))) or " to do with " in rest


def only_points(words: Sequence[str], contents: Sequence[Content]) -> bool:
    """ "the second one": nothing is said of it, so the visitor wants to hear of it."""
    pointing = [c for c in contents if c.span.kind == "ref" and not (c.feeling or c.negative)]
    if len(pointing) != 1 or len(contents) != 1:
        return False
    span = pointing[0].span
    return len([w for w in words if w not in _POLITE]) <= span.end - span.start


def compares(contents: Sequence[Content], words: Sequence[str], state: DialogueState) -> bool:
    items = sum(
        len(c.span.ids) if c.span.kind == "ref" else 1 for c in contents if c.span.kind in ("title", "ref")
    )
    first = words[0] if words else ""
    return (
        items >= 2
        or first in ("compare", "which", "contrast")
        or (bool(state.on_screen) and "difference" in words)
    )


def only_noun(content: Content) -> bool:
    return all(e.sense in ("noun", "slot", "ask") for e in content.span.entries)


def bare_start(words: Sequence[str]) -> int:
    start = 0
    while start < len(words) - 1 and words[start] in _POLITE:
        start += 1
    return start
