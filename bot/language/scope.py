"""How far a word reaches: lists, clauses, what it stands before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.language.english import english
from bot.language.spans import Span
from bot.language.tokens import Token

if TYPE_CHECKING:
    from bot.language.reading import Content

SENTENCE_ENDS = frozenset(".;!?\n")
MORE = frozenset({"more"})
LESS = frozenset({"less", "fewer"})
_LIMITS = frozenset({
    "filter", "filters", "limit", "thing", "bit", "part", "requirement", "restriction", "constraint", "rule",
    "condition",
})  # fmt: skip
THEM = frozenset({
    "it", "them", "both", "that", "these", "those", "both of them", "that one", "this one", "they",
})  # fmt: skip


def after_soft(text: str) -> bool:
    """Whether a softening phrase speaks of what came before it."""
    return text.startswith(
        ("if ", "would ", "is a ", "nice", "prefer", "where", "ideally", "not a must", "maybe", "but not")
    )


def of_titles(span: Span, contents: list[Content], tokens: Sequence[Token]) -> bool:
    """Whether "loved it", "hated them" speaks of titles that were named just before."""
    after = tokens[span.end].norm if span.end < len(tokens) else ""
    return after in THEM and bool(contents) and contents[-1].span.kind == "title"


def all_of_a_slot(span: Span, spans: Sequence[Span], place: int, tokens: Sequence[Token]) -> bool:
    """ "any language but english", "all films but westerns": here "but" leaves out."""
    before = spans[place - 1] if place else None
    if before is None or before.kind != "entry" or before.end != span.start or not before.has("slot", "noun"):
        return False
    return before.start > 0 and tokens[before.start - 1].norm in ("any", "every", "all")


def before_content(text: str) -> bool:
    return text.startswith(
        (
            "fine with",
            "can be",
            "could be",
            "might be",
            "we can",
            "ok with",
            "okay with",
            "don't",
            "do ",
            "dont",
            "does",
            "wouldn't",
            "no ",
            "i can",
            "it's",
            "need",
            "not ",
        )
    )


def drops(spans: Sequence[Span], place: int, tokens: Sequence[Token]) -> bool:
    """Whether a slot's name or a value follows, so that it can be dropped."""
    after = spans[place + 1] if place + 1 < len(spans) else None
    if after is None or after.kind not in ("entry", "name", "number"):
        return False
    if after.kind == "number":
        return after.end < len(tokens) and tokens[after.end].norm in _LIMITS
    if spans[place].text.lower() in ("any", "all", "whatever"):
        return after.has("slot") and not after.has("value") and spans[place].end == after.start
    return True


def list_goes_on(spans: Sequence[Span], place: int, tokens: Sequence[Token], negative: bool) -> bool:
    """Whether a comma stands inside a list ("no war, horror or musicals") and not between two asks."""
    if not negative:
        return False
    start = spans[place].end
    before = spans[place - 1] if place else None
    after = spans[place + 1] if place + 1 < len(spans) else None
    if after is None or after.kind not in ("entry", "name", "title") or after.start > start + 1:
        return False
    if before is not None and before.kind == "number":
        return False
    for token in tokens[start : start + 14]:
        if token.norm in SENTENCE_ENDS or token.norm == "but":
            return False
        if token.norm in ("or", "nor"):
            return True
    return False


def ends_negation(span: Span) -> bool:
    """Whether a refusal ends here, as in "nothing violent with Pitt"."""
    return span.kind == "entry" and span.has("slot") and not span.has("value", "noun")


def remarks(spans: Sequence[Span], place: int) -> bool:
    """Whether something is said of what is on the screen: "they look a bit violent"."""
    before = spans[place - 1] if place else None
    return before is not None and before.kind == "ref" and before.end == spans[place].start


def title_next(spans: Sequence[Span], place: int) -> bool:
    after = spans[place + 1] if place + 1 < len(spans) else None
    return after is not None and after.kind in ("title", "missing") and after.start <= spans[place].end + 1


def comparison(span: Span, tokens: Sequence[Token]) -> str:
    before = tokens[span.start - 1].norm if span.start else ""
    if before in english().intensifiers - MORE - LESS - {"too"} and span.start > 1:
        before = tokens[span.start - 2].norm
    return "more" if before in MORE else "less" if before in LESS else ""


def modifies(spans: Sequence[Span], place: int, kinds: frozenset[str]) -> bool:
    """Whether the span stands right before the items' noun or a kind: "heist movies", "courtroom dramas"."""
    end = spans[place].end
    for span in spans[place + 1 : place + 4]:
        if span.start != end or span.kind not in ("entry", "name"):
            return False
        if span.has("noun") or any(e.slot in kinds and e.sense == "value" for e in span.entries):
            return True
        end = span.end
    return False
