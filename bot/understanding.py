"""Words to an act, by rules over the catalogue's own vocabulary; no model is needed.

tokens → likely spellings → spans (titles, people, values, numbers, references, cues) → how each is meant
→ one UserAct. Every step is linear in the text, of which at most a few thousand characters are read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.language.acts import Talk, talk
from bot.language.linking import Linker
from bot.language.numbers import Numbers
from bot.language.reading import Content, read
from bot.language.recognition import Recogniser
from bot.language.residue import residual_words
from bot.language.spans import Span
from bot.language.spelling import spell
from bot.language.tokens import Token, readable, tokenize
from bot.language.topics import asked_items, asked_slots
from bot.language.vocabulary import Vocabulary
from bot.language.wishes import Wishes
from bot.ports import Shelf
from bot.types import Act, DialogueState, Mention, Missing, UserAct
from recsys.types import SoftPreference
from retrieval.types import Constraint

_PRECISE = frozenset({"how", "who", "when", "where", "whose", "who's", "when's", "where's"})
"""Questions that want one thing answered, and nothing else instead."""
_SHOWING = (Act.RECOMMEND, Act.CRITIQUE, Act.MORE)


class RuleUnderstanding:
    """Follows the catalogue: a change of its version is taken in before the next utterance.

    `today` is the clock: it tells which years "the last ten years" are.
    """

    def __init__(self, shelf: Shelf, today: Callable[[], date] = date.today) -> None:
        self._today = today
        self._vocabulary = Vocabulary(shelf)
        self._linker = Linker(self._vocabulary)
        self._lock = threading.Lock()

    def understand(self, state: DialogueState, text: str) -> UserAct:
        """The act of one utterance; any text gives one. Unknown words become words to search by."""
        with self._lock:
            self._vocabulary.refresh()
            return self._understand(state, text)

    def _understand(self, state: DialogueState, text: str) -> UserAct:
        tokens = tokenize(readable(text))
        if not tokens:
            return UserAct(Act.RECOMMEND, text)
        spelt = spell(tokens, self._vocabulary)
        numbers = Numbers(self._vocabulary, self._today().year)
        spans = Recogniser(tokens, spelt, self._vocabulary, self._linker, numbers, state).run()
        schema = self._vocabulary.shelf.schema
        kinds = frozenset(slot.name for slot in schema.slots if slot.role == "kind")
        contents = read(spans, tokens, kinds)
        said = talk(tokens, spelt, contents, state)
        free = [c for c in contents if not _inside(c, said)]
        if said.act is not None and said.act not in _SHOWING:
            return self._about(said.act, state, text, tokens, free)
        return self._asking(said, state, text, tokens, spans, free)

    def _about(
        self, act: Act, state: DialogueState, text: str, tokens: Sequence[Token], contents: Sequence[Content]
    ) -> UserAct:
        """A question, or talk: which items and slots it is about."""
        if act not in (Act.FACT, Act.COMPARE, Act.WHY, Act.WHY_NOT):
            return UserAct(act, text)
        schema, slots = self._vocabulary.shelf.schema, tuple[str, ...]()
        missing = _missing(contents, negated=act is Act.WHY_NOT)  # its "not" denies nothing
        words = frozenset(t.norm for t in tokens)
        if act in (Act.FACT, Act.COMPARE):
            slots = asked_slots(contents, schema, about=_ends_about(tokens), how="how" in words)
        released = schema.by_role("released")
        if act is Act.FACT and slots and released and "when" in words and released.name not in slots:
            slots = (*slots, released.name)  # "who made it and when"
        told = all(one.kind == "value" for one in missing)  # "pages" are asked of an item, not for
        if act is Act.FACT and not slots and told and words & _PRECISE and "about" not in words:
            missing = (Missing("slot", text.strip(" ?!.")),)
        return UserAct(act, text, items=asked_items(act, contents, state), slots=slots, missing=missing)

    def _asking(
        self, said: Talk, state: DialogueState, text: str, tokens: Sequence[Token],
        spans: Sequence[Span], contents: Sequence[Content],
    ) -> UserAct:  # fmt: skip
        likened = (c.span.ids[0] for c in contents if c.span.kind == "title" and _feeling(c) == "like")
        wishes = Wishes(tokens, self._vocabulary, state, likened=next(likened, ""))
        wishes.take(contents)
        liked, disliked, like_this = [], [], []
        rejected: list[str] = list(state.on_screen) if "reject_all" in said.phrases else []
        for content in contents:
            if (
                content.span.kind not in ("title", "ref")
                or set(range(content.span.start, content.span.end)) <= wishes.used
            ):
                continue
            ids = content.span.ids if content.span.kind == "ref" else content.span.ids[:1]
            mentions = [Mention(i, content.span.text) for i in ids]
            match _feeling(content):
                case "liked":
                    liked += mentions
                case "disliked":
                    disliked += mentions
                case "like":
                    like_this += mentions
                case "rejected":
                    rejected += ids
                case _:
                    pass
        count = next((int(c.span.bounds[0].value) for c in contents if c.span.kind == "count"), None)
        act = UserAct(
            said.act or Act.RECOMMEND,
            text,
            words=residual_words(tokens, spans, contents, wishes.used, said.covered),
            constraints=tuple(dict.fromkeys(wishes.constraints)),
            soft=tuple(dict.fromkeys(wishes.soft)),
            critiques=tuple(dict.fromkeys(wishes.critiques)),
            liked=tuple(dict.fromkeys(liked)),
            disliked=tuple(dict.fromkeys(disliked)),
            like_this=tuple(dict.fromkeys(like_this)),
            rejected=tuple(dict.fromkeys(rejected)),
            missing=_missing(contents),
            dropped=tuple(d for d in dict.fromkeys(wishes.dropped) if _held(state, d)),
            fresh=bool(said.phrases & {"reset"}) or any(s.is_cue("fresh") for s in spans),
            wanted_count=count,
        )
        return _kind(act, said, state, contents)


def _ends_about(tokens: Sequence[Token]) -> bool:
    words = [t.norm for t in tokens if not t.is_break]
    return bool(words) and words[-1] == "about"


def _held(state: DialogueState, what: str) -> bool:
    """Whether there is anything to take back."""
    pieces: tuple[Constraint | SoftPreference, ...] = (*state.constraints, *state.soft)
    return any(what in (p.slot, p.value) or (isinstance(p.value, tuple) and what in p.value) for p in pieces)


def _kind(act: UserAct, said: Talk, state: DialogueState, contents: Sequence[Content]) -> UserAct:
    """RECOMMEND, CRITIQUE or MORE: by what the utterance holds."""

    asked = act.constraints or act.soft or act.dropped
    pointed = any(c.span.kind == "ref" for c in contents)
    if act.critiques or (act.like_this and pointed and state.on_screen):
        return replace(act, act=Act.CRITIQUE)
    if said.act is Act.MORE and not (asked or act.like_this or act.liked or act.disliked):
        return replace(act, words="")
    return replace(act, act=Act.RECOMMEND)


def _feeling(content: Content) -> str:
    """What is felt about a title: said, or plain from negation; a bare title asks for what is like it."""
    negative = content.negative
    match content.feeling:
        case "liked" | "good":
            return "disliked" if negative else "liked"
        case "disliked" | "bad":
            return "disliked"
        case "like":
            return "disliked" if negative else "like"
        case "seen" | "neutral":
            return "rejected"
        case "unseen":
            return ""
        case _ if negative:
            return "rejected"
        case _:
            return "like" if content.span.kind == "title" else ""


def _inside(content: Content, said: Talk) -> bool:
    """Whether a content is only part of a dialogue phrase ("what's up", "show me more")."""
    places = set(range(content.span.start, content.span.end))
    return places <= said.covered and content.span.kind != "count"


def _missing(contents: Sequence[Content], *, negated: bool = False) -> tuple[Missing, ...]:
    made = []
    for content in contents:
        span = content.span
        if span.kind == "missing" and (span.missing == "without" or negated or not content.negative):
            slot = span.people[0][0] if span.people else ""
            kind = span.missing if span.missing in ("title", "name", "value") else "value"
            made.append(Missing(kind, span.text, span.nearest, slot))  # type: ignore[arg-type]
    return tuple(dict.fromkeys(made))
