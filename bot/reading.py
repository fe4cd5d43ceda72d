"""How each span is meant: negated or not, a must or a wish, liked, hated, compared, taken back.

One walk from left to right. Negation reaches over "or" and a list, over "and" within one slot, and ends at a
full stop, at "but", or when something is wanted after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.english import english
from bot.spans import Span
from bot.tokens import Token

_CONTENT = frozenset({"entry", "name", "title", "number", "ref", "missing", "count"})
_FEELINGS = ("disliked", "liked", "unseen", "seen", "like")
_JUDGED = frozenset({"good", "bad", "neutral"})
_THEM = frozenset({"it", "them", "both", "that", "these", "those", "both of them"})
_SENTENCE_ENDS = frozenset(".;!?\n")
_MORE = frozenset({"more"})
_LESS = frozenset({"less", "fewer"})
_REACH = 3
"""A negation reaches a number only this close: "not after 2000", but "no horror, under two hours"."""


@dataclass(frozen=True, slots=True)
class Content:
    """A span and how it is meant. `joined` is "or" or "and" where it continues a list."""

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
    slots: set[str] = field(default_factory=set)

    def reset(self) -> None:
        self.negative = self.excess = self.drop = self.allow = self.about = False
        self.strength = self.feeling = ""
        self.since = 0
        self.slots = set()


def read(spans: Sequence[Span], tokens: Sequence[Token], kinds: frozenset[str]) -> list[Content]:
    """The contents of an utterance, in order. `kinds` are the slots that say what kind of thing an item is."""
    mood, contents, clause, last_end = _Mood(), [], 0, 0
    for place, span in enumerate(spans):
        if span.kind == "break":
            if span.text in _SENTENCE_ENDS:
                mood.reset()
                mood.instead = False
            elif span.text == "," and not _list_goes_on(spans, place, tokens, mood):
                feeling = mood.feeling if _title_next(spans, place) else ""
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
            negative = _still_negative(span, joined, mood)
            titled = [c for c in contents if c.span.kind == "title"]
            if span.kind == "ref" and titled and span.text.lower() in _THEM and mood.feeling:
                contents = _same_feeling(contents, mood.feeling)
                continue
            contents.append(
                Content(
                    span,
                    negative,
                    mood.excess,
                    mood.strength,
                    mood.feeling,
                    _comparison(span, tokens),
                    joined,
                    mood.drop,
                    mood.allow,
                    mood.instead,
                    _modifies(spans, place, kinds),
                    mood.about,
                    clause,
                )  # fmt: skip
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
    if span.is_cue("good", "bad", "neutral"):
        feeling = next(c for c in ("bad", "good", "neutral") if span.is_cue(c))
        clause = min(clause, contents[-1].clause) if contents else clause
        plural = text.startswith(("were", "are"))
        return _backwards(contents, clause, ("title", "ref", "missing"), plural=plural, feeling=feeling)
    if text == "but" and _all_of_a_slot(span, spans, place, tokens):
        mood.reset()
        mood.negative, mood.negated_at = True, span.end
        return contents
    if span.is_cue("allow"):
        if ends_clause or not _before_content(text):
            return _backwards(contents, clause, ("entry", "name", "number"), allow=True)
        mood.allow, mood.negative = True, False
        return contents
    if span.is_cue("same"):
        return _backwards(contents, contents[-1].clause if contents else 0, ("title", "ref"), feeling="like")
    feeling = next((c for c in _FEELINGS if span.is_cue(c)), "")
    if feeling in ("liked", "disliked") and _of_titles(span, contents, tokens):
        return _same_feeling(contents, feeling)
    if feeling:
        if mood.negative and feeling in ("liked", "like") and not mood.since:
            feeling = "disliked"
        if feeling == "seen" and ends_clause:
            return _backwards(contents, clause, ("title", "ref"), feeling="seen")
        mood.feeling, mood.negative, mood.drop = feeling, False, False
        return contents
    if span.is_cue("drop") and _drops(spans, place):
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
            return _backwards(contents, contents[-1].clause, ("entry", "name", "number"), strength="soft")
        mood.strength = "soft"
    if span.is_cue("negate"):
        mood.negative, mood.negated_at, mood.since, mood.slots = True, span.end, 0, set()
        mood.excess = any(word in text.split() for word in ("too", "so", "very", "that", "really"))
        mood.feeling = "" if mood.feeling != "like" else mood.feeling
        mood.drop = mood.allow = False
    elif span.is_cue("excess"):
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


def _of_titles(span: Span, contents: list[Content], tokens: Sequence[Token]) -> bool:
    """Whether "loved it", "hated them" speaks of titles that were named just before."""
    after = tokens[span.end].norm if span.end < len(tokens) else ""
    return after in _THEM and bool(contents) and contents[-1].span.kind == "title"


def _all_of_a_slot(span: Span, spans: Sequence[Span], place: int, tokens: Sequence[Token]) -> bool:
    """ "any language but english", "all films but westerns": here "but" leaves out."""
    before = spans[place - 1] if place else None
    if before is None or before.kind != "entry" or before.end != span.start or not before.has("slot", "noun"):
        return False
    return before.start > 0 and tokens[before.start - 1].norm in ("any", "every", "all")


def after_soft(text: str) -> bool:
    """Whether a softening phrase speaks of what came before it."""
    return text.startswith(
        ("if ", "would ", "is a ", "nice", "prefer", "where", "ideally", "not a must", "maybe", "but not")
    )


def _before_content(text: str) -> bool:
    return text.startswith(
        (
            "fine with",
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


def _drops(spans: Sequence[Span], place: int) -> bool:
    """Whether a slot's name or a value follows, so that it can be dropped."""
    after = spans[place + 1] if place + 1 < len(spans) else None
    if after is None or after.kind not in ("entry", "name"):
        return False
    if spans[place].text.lower() in ("any", "all", "whatever"):
        return after.has("slot") and not after.has("value") and spans[place].end == after.start
    return True


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


def _list_goes_on(spans: Sequence[Span], place: int, tokens: Sequence[Token], mood: _Mood) -> bool:
    """Whether a comma stands inside a list ("no war, horror or musicals") and not between two asks."""
    if not (mood.negative or mood.feeling == "disliked") or not mood.since:
        return False
    start = spans[place].end
    after = spans[place + 1] if place + 1 < len(spans) else None
    if after is None or after.kind not in ("entry", "name", "title") or after.start > start + 1:
        return False
    for token in tokens[start : start + 14]:
        if token.norm in _SENTENCE_ENDS or token.norm == "but":
            return False
        if token.norm in ("or", "nor"):
            return True
    return False


def _title_next(spans: Sequence[Span], place: int) -> bool:
    after = spans[place + 1] if place + 1 < len(spans) else None
    return after is not None and after.kind in ("title", "missing") and after.start <= spans[place].end + 1


def _comparison(span: Span, tokens: Sequence[Token]) -> str:
    before = tokens[span.start - 1].norm if span.start else ""
    if before in english().intensifiers - _MORE - _LESS - {"too"} and span.start > 1:
        before = tokens[span.start - 2].norm
    return "more" if before in _MORE else "less" if before in _LESS else ""


def _same_feeling(contents: list[Content], feeling: str) -> list[Content]:
    """What is felt about "them" is felt about the titles before, in the same utterance."""
    made = list(contents)
    for at in range(len(made) - 1, -1, -1):
        if made[at].span.kind != "title":
            break
        made[at] = replace(made[at], feeling=feeling)
        if made[at].joined not in ("and", "or", ","):
            break
    return made


def _modifies(spans: Sequence[Span], place: int, kinds: frozenset[str]) -> bool:
    """Whether the span stands right before the items' noun or a kind: "heist movies", "courtroom dramas"."""
    end = spans[place].end
    for span in spans[place + 1 : place + 4]:
        if span.start != end or span.kind not in ("entry", "name"):
            return False
        if span.has("noun") or any(e.slot in kinds and e.sense == "value" for e in span.entries):
            return True
        end = span.end
    return False
