"""How each span is meant: negated or not, a must or a wish, liked, hated, compared, taken back.

One walk from left to right. Negation reaches over "or" and a list, over "and" within one slot, and ends at a
full stop, at "but", or when something is wanted after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.language.scope import (
    SENTENCE_ENDS,
    THEM,
    after_soft,
    all_of_a_slot,
    before_content,
    comparison,
    drops,
    ends_negation,
    list_goes_on,
    modifies,
    of_titles,
    remarks,
    title_next,
)
from bot.language.spans import Span
from bot.language.tokens import Token

_CONTENT = frozenset({
    "entry", "name", "title", "number", "ref", "missing", "count",
})  # fmt: skip
_FEELINGS = ("disliked", "liked", "unseen", "seen", "like")
_JUDGED = frozenset({"good", "bad", "neutral"})
_ITEMS = ("title", "ref", "missing")
_WANTED = ("entry", "name", "number")
_REACH = 3
"""A negation reaches a number only this close: "not after 2000", but "no horror, under two hours"."""


@dataclass(frozen=True, slots=True)
class Content:
    """A span and how it is meant. `joined` is "or" or "and" where it continues a list.

    `opened`: the token with which the visitor began to say so ("nothing", "hate"); −1 where that is the span.
    """

    span: Span
    negative: bool = False
    excess: bool = False
    strength: str = ""
    feeling: str = ""
    comparison: str = ""
    joined: str = ""
    drop: bool = False
    allow: bool = False
    instead: bool = False
    modifies: bool = False
    about: bool = False
    clause: int = 0
    opened: int = -1


@dataclass(slots=True)
class _Mood:
    """What holds at one point of the walk."""

    negative: bool = False
    excess: bool = False
    negated_at: int = -99
    since: int = 0  # contents since the negation
    strength: str = ""
    feeling: str = ""
    drop: bool = False
    allow: bool = False
    instead: bool = False
    about: bool = False
    opened: int = -1
    slots: set[str] = field(default_factory=set)

    @property
    def listing(self) -> bool:
        return (self.negative or self.feeling == "disliked") and self.since > 0

    def reset(self) -> None:
        self.negative = self.excess = self.drop = self.allow = self.about = False
        self.strength = self.feeling = ""
        self.since, self.opened = 0, -1
        self.slots = set()


def read(spans: Sequence[Span], tokens: Sequence[Token], kinds: frozenset[str]) -> list[Content]:
    """The contents of an utterance, in order. `kinds` are the slots that say what kind of thing an item is."""
    mood, clause, last_end = _Mood(), 0, 0
    contents: list[Content] = []
    for place, span in enumerate(spans):
        if span.kind == "break":
            if span.text in SENTENCE_ENDS:
                mood.reset()
                mood.instead = False
            elif span.text == "," and not list_goes_on(spans, place, tokens, mood.listing):
                feeling = mood.feeling if title_next(spans, place) else ""
                mood.reset()
                mood.feeling = feeling
            clause += 1
        elif span.kind == "cue":
            contents = _cue(span, spans, place, tokens, mood, contents, clause)
            if span.text.lower() in ("but", "however", "though", "although"):
                clause += 1
        elif span.kind in _CONTENT:
            between = {t.norm for t in tokens[last_end : span.start]}
            joined = "or" if between & {"or", "nor", "/"} else "and" if between & {"and", "&", "plus"} else ""
            joined = joined or ("," if "," in between and len(between) <= 2 else "")
            if (
                not joined
                and contents
                and contents[-1].span.end == span.start
                and contents[-1].joined == "or"
            ):
                joined = "or"
            if mood.since and joined != "or" and ends_negation(span):
                mood.negative = False
            if "so" in between and span.start - mood.negated_at > 1:
                mood.negative = False  # "no dubbing so Polish"
            negative = _still_negative(span, joined, mood)
            titled = contents and contents[-1].span.kind in _ITEMS
            if span.kind == "ref" and titled and span.text.lower() in THEM:
                contents = _same_feeling(contents, mood.feeling) if mood.feeling else contents
                last_end = span.end
                continue
            contents.append(
                Content(
                    span,
                    negative,
                    mood.excess,
                    mood.strength,
                    mood.feeling,
                    comparison(span, tokens),
                    joined,
                    mood.drop,
                    mood.allow,
                    mood.instead,
                    modifies(spans, place, kinds),
                    mood.about,
                    clause,
                    mood.opened if negative or mood.feeling == "disliked" else -1,
                )
            )
            mood.since += span.kind != "entry" or span.has("value", "high", "low", "level", "more", "less")
            mood.slots |= {e.slot for e in span.entries}
            last_end = span.end
    return contents


def _cue(
    span: Span,
    spans: Sequence[Span],
    place: int,
    tokens: Sequence[Token],
    mood: _Mood,
    contents: list[Content],
    clause: int,
) -> list[Content]:
    """Change the mood, or what was said just before; gives the contents back."""
    after = next((s for s in spans[place + 1 :] if s.kind in _CONTENT or s.kind == "break"), None)
    ends_clause = after is None or after.kind == "break"
    text = span.text.lower()
    if span.is_cue("bad") and contents and contents[-1].span.kind == "name":
        return _backwards(contents, clause, ("name",), feeling="disliked")
    if span.is_cue("good", "bad", "neutral") and contents and contents[-1].span.kind in _ITEMS:
        feeling = next(c for c in ("bad", "good", "neutral") if span.is_cue(c))
        clause = min(clause, contents[-1].clause) if contents else clause
        plural = text.startswith(("were", "are"))
        return _backwards(contents, clause, ("title", "ref", "missing"), plural=plural, feeling=feeling)
    if span.is_cue("barred") and contents and contents[-1].span.kind in ("entry", "name"):
        return _backwards(contents, contents[-1].clause, ("entry", "name"), negative=True)
    if text == "but" and all_of_a_slot(span, spans, place, tokens):
        mood.reset()
        mood.negative, mood.negated_at = True, span.end
        mood.opened = max(0, spans[place - 1].start - 1)
        return contents
    if span.is_cue("allow"):
        if ends_clause or not before_content(text):
            return _backwards(contents, clause, ("entry", "name", "number"), allow=True)
        mood.allow, mood.negative = True, False
        return contents
    if span.is_cue("same"):
        if contents and contents[-1].feeling in ("liked", "disliked"):
            return contents
        return _backwards(contents, contents[-1].clause if contents else 0, ("title", "ref"), feeling="like")
    feeling = next((c for c in _FEELINGS if span.is_cue(c)), "")
    if feeling in ("liked", "disliked") and of_titles(span, contents, tokens):
        return _same_feeling(contents, feeling)
    if feeling:
        if mood.negative and feeling in ("liked", "like") and not mood.since:
            feeling = "disliked"
        elif feeling == "disliked":
            mood.opened = span.start
        if feeling == "seen" and ends_clause:
            return _backwards(contents, clause, ("title", "ref"), feeling="seen")
        mood.feeling, mood.negative, mood.drop = feeling, False, False
        return contents
    if span.is_cue("drop") and drops(spans, place, tokens) and not (mood.negative and text == "any"):
        mood.drop = True
        return contents
    if span.is_cue("drop") and ends_clause and not span.is_cue("negate") and text not in ("all", "any"):
        return _backwards(contents, clause, ("entry",), drop=True)
    if span.is_cue("hard"):
        if ends_clause and contents and contents[-1].clause == clause:
            return _backwards(contents, clause, ("entry", "name", "number"), strength="hard")
        mood.strength = "hard"
        if not span.is_cue("negate") and mood.since:
            mood.negative = False
    elif span.is_cue("soft"):
        if ends_clause and contents and contents[-1].clause >= clause - 1 and after_soft(text):
            follows = span.end < len(tokens) and not tokens[span.end].is_break
            if (
                follows
                and contents[-1].span.end < span.start
                and not text.startswith(("if ", "would ", "is a"))
            ):
                mood.strength = "soft"  # ", ideally black and white": of what comes, though nobody knows it
                return contents
            if text.startswith("would be") and len(contents) == 1:
                return contents  # all that is asked is asked politely, not as a bonus
            kind = contents[-1].span.kind
            return _backwards(
                contents, contents[-1].clause, (kind,) if kind in _WANTED else (), strength="soft"
            )
        mood.strength = "soft" if contents or not text.endswith(" of") else mood.strength
    if span.is_cue("negate") and "too much" in text and ends_clause and contents:
        return _backwards(
            contents, contents[-1].clause, ("entry",), negative=True, excess=True, strength="", allow=False
        )
    if span.is_cue("negate"):
        mood.negative, mood.negated_at, mood.since, mood.slots = True, span.end, 0, set()
        mood.opened = span.start
        mood.excess = any(word in text.split() for word in ("too", "so", "very", "that", "really"))
        mood.feeling = "" if mood.feeling != "like" else mood.feeling
        mood.drop = mood.allow = False
    elif span.is_cue("excess") or (span.is_cue("remark") and remarks(spans, place)):
        mood.excess = True
    elif span.is_cue("positive") and (
        mood.since or text in ("but", "however", "though", "although") or not mood.negative
    ):
        strength = mood.strength if not mood.since else ""
        mood.reset()
        mood.strength = strength
    if span.is_cue("about"):
        mood.about = True
    if span.is_cue("instead"):
        mood.instead = True
        if ends_clause:
            return _backwards(contents, clause, ("entry", "name", "number"), instead=True)
    return contents


def _backwards(
    contents: list[Content], clause: int, kinds: tuple[str, ...], *, plural: bool = False, **changes: object
) -> list[Content]:
    """Change the run of contents at the end of the walk that is of these kinds and in this clause."""
    made = list(contents)
    for at in range(len(made) - 1, -1, -1):
        if changes.get("allow") and made[at].negative:
            break
        if made[at].span.kind not in kinds or made[at].clause < clause - (made[at].joined == ","):
            break
        made[at] = replace(made[at], **changes)  # type: ignore[arg-type]
        listed = ("and", "or", ",") if changes.get("feeling") not in _JUDGED or plural else ("either",)
        if made[at].joined not in listed and changes.get("strength") != "hard":
            break
    return made


def _still_negative(span: Span, joined: str, mood: _Mood) -> bool:
    if not mood.negative:
        return False
    if span.kind in ("number", "count"):
        return span.start - mood.negated_at <= _REACH and (not mood.since or joined == "or")
    if joined == "and" and mood.since:
        slots = {e.slot for e in span.entries}
        if not (slots & mood.slots) and span.kind == "entry":
            mood.negative = False
    return mood.negative


def _same_feeling(contents: list[Content], feeling: str) -> list[Content]:
    """What is felt about "them" is felt about the titles before, in the same utterance."""
    made = list(contents)
    for at in range(len(made) - 1, -1, -1):
        if made[at].span.kind not in _ITEMS:
            break
        made[at] = replace(made[at], feeling=feeling)
        if made[at].joined not in ("and", "or", ","):
            break
    return made
