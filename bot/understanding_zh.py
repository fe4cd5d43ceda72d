"""Chinese words to an act, by rules over the catalogue's translation; no model is needed.

titles in their marks, places, numbers → the longest words of the catalogue → how each is meant → one UserAct.
What has no Chinese in it is left to the rules for English.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.language.zh.acts import COMPARE, MORE, QUESTION, REJECT_ALL, WHY, WHY_NOT, talk
from bot.language.zh.context import feeling, negated
from bot.language.zh.scanning import Found, Scan, scan
from bot.language.zh.vocabulary import Vocabulary, build, fold
from bot.language.zh.wishes import Wishes
from bot.ports import Shelf, Understanding
from bot.types import Act, Critique, DialogueState, Mention, UserAct
from retrieval.types import Constraint, Noun

_HAN = re.compile(r"[\u3400-\u9fff《》「」]")
_WANTED = r"无所谓|不重要|不限|随便|都行|都可以|不用管|不管"
_NEEDLESS = re.compile(r"(?:不用|不必|不一定|不需要|用不着)(?:非得|非要|一定|再)?(?:要|是|得)*")
_FILLER = re.compile(
    r"推荐|有没有|有什么|有哪些|哪些|哪部|什么|好看|不错|想要|想看|想找|我想|我要|给我|帮我|请|求|找|看|来|的|了|吗|呢|吧|啊|呀|嘛"
    r"|我|你|一部|几部|部|一些|些|个|有|是|要|和|与|跟|或者?|还是|也|都|就|再|最好|一定|必须|尽量|今晚|今天|电影|影片|片子|片|题材|类型?"
    r"|关于|有关|讲述?|以及|适合|主演|导演|执导|演|参演|拍|出演|类似|像|那样|这样|一样|差不多|喜欢|爱|讨厌|看过|不|别|没|非|除了|以外|之外"
    r"|佳作|佳片|方面|由|里|中|上|在|对|把|让|人|很|太|更|一点|点|说|那种|这种|时候|可以|能|想|去|到|为|着|过|被|但|而"
)
_LONGEST = 60


class ChineseUnderstanding:
    """bot.ports.Understanding over a shelf whose schema is in Chinese; `english` reads what has no Chinese in it.

    `today` is the clock: it tells which years "近五年" are. Follows the catalogue as it changes.
    """

    def __init__(self, shelf: Shelf, english: Understanding, today: Callable[[], date] = date.today) -> None:
        self._shelf, self._english, self._today = shelf, english, today
        self._lock = threading.Lock()
        self._built: tuple[str, Vocabulary] | None = None

    def understand(self, state: DialogueState, text: str) -> UserAct:
        """The act of one utterance; any text gives one. Unknown words become words to search by."""
        if not _HAN.search(text):
            return self._english.understand(state, text)
        if (act := talk(fold(text))) is not None:
            return UserAct(act, text)
        seen = scan(text, self._vocabulary(), state, self._today().year)
        return self._question(seen, state) or self._asking(seen, state)

    def _vocabulary(self) -> Vocabulary:
        with self._lock:
            if self._built is None or self._built[0] != self._shelf.version:
                self._built = (self._shelf.version, build(self._shelf))
            return self._built[1]

    def _question(self, seen: Scan, state: DialogueState) -> UserAct | None:
        """Why, why not, a comparison or a fact; None where nothing of that is asked."""
        text = fold(seen.text)
        items = tuple(dict.fromkeys(i for one in seen.found for i in one.ids))
        missing = tuple(one.missing for one in seen.found if one.missing)
        spoken = items or (
            (state.focus,) if state.focus else state.on_screen[:1] * (len(state.on_screen) == 1)
        )
        if WHY_NOT.search(text) and (items or missing):
            return UserAct(Act.WHY_NOT, seen.text, items=items, missing=missing)
        if WHY.search(text):
            return UserAct(Act.WHY, seen.text, items=spoken, missing=missing)
        if COMPARE.search(text) and len(items) > 1:
            return UserAct(Act.COMPARE, seen.text, items=items, slots=self._slots(seen, compared=True))
        slots = self._slots(seen, compared=False)
        if slots and spoken and QUESTION.search(text):
            return UserAct(Act.FACT, seen.text, items=spoken, slots=slots, missing=missing)
        return None

    def _slots(self, seen: Scan, *, compared: bool) -> tuple[str, ...]:
        """The slots asked for, by the longest phrase that asks for one; of a comparison those compared, too."""
        text, asked = fold(seen.text), []
        for slot in self._shelf.schema.slots:
            found = [ask for ask in slot.asks if ask in text]
            if compared:
                found += [word for word in slot.more + slot.less if word in text]
            if found:
                asked.append((-max(map(len, found)), slot.name))
        longest = min((length for length, _ in asked), default=0)
        return tuple(name for length, name in asked if length == longest)

    def _asking(self, seen: Scan, state: DialogueState) -> UserAct:
        feelings = {one: feeling(seen, one) for one in seen.found if one.ids}
        dropped = self._dropped(seen, state)
        likened = next((one.ids[0] for one, felt in feelings.items() if felt in ("than", "like")), "")
        wishes = Wishes(seen, self._vocabulary(), state, likened)
        wishes.take([one for one in seen.found if one not in dropped])
        for bound in seen.bounds:
            source = seen.text[bound.start : bound.end].strip()
            wishes.constraints += [
                Constraint(bound.slot, op, value, source) for op, value in bound.conditions
            ]
        relative = [c for c in wishes.critiques if c.item_id]
        wishes.critiques = [c for c in wishes.critiques if not c.item_id]
        wishes.constraints += [than for c in relative if (than := self._relative(c))]

        def felt(wanted: str) -> tuple[Mention, ...]:
            return tuple(Mention(i, one.text) for one, f in feelings.items() if f == wanted for i in one.ids)

        folded = fold(seen.text)
        rejected = state.on_screen if REJECT_ALL.search(folded) else ()
        rejected += tuple(m.item_id for m in felt("rejected"))
        act = UserAct(
            Act.RECOMMEND,
            seen.text,
            words=_left(seen, self._shelf.schema.noun),
            constraints=tuple(dict.fromkeys(wishes.constraints)),
            soft=tuple(dict.fromkeys(wishes.soft)),
            critiques=tuple(dict.fromkeys(wishes.critiques)),
            liked=felt("liked"),
            disliked=felt("disliked"),
            like_this=felt("like"),
            rejected=tuple(dict.fromkeys(rejected)),
            missing=tuple(one.missing for one in seen.found if one.missing and not negated(seen, one)),
            dropped=tuple(dict.fromkeys(dropped.values())),
            wanted_count=seen.count,
        )
        return _kind(act, seen, folded, state)

    def _relative(self, critique: Critique) -> Constraint | None:
        """Less or more than that very item has; None where it has none."""
        item = self._shelf.get(critique.item_id)
        number = item.number(critique.slot) if item else None
        if number is None:
            return None
        return Constraint(
            critique.slot, "<" if critique.direction == "less" else ">", number, critique.source
        )

    def _dropped(self, seen: Scan, state: DialogueState) -> dict[Found, str]:
        """What no longer has to be so: a value, or a slot by its name."""
        text, gone = seen.bare, {}
        held = {c.slot for c in state.constraints} | {s.slot for s in state.soft}
        values = {c.value for c in state.constraints} | {s.value for s in state.soft}
        for one in seen.found:
            needless = _NEEDLESS.search(text[: one.start])
            after = re.match(rf"(?:也|就)?(?:{_WANTED})", text[one.end :])
            for entry in one.entries:
                if entry.value in values and ((needless and needless.end() == one.start) or after):
                    gone[one] = entry.value
        for slot in self._shelf.schema.slots:
            for name in sorted({slot.label, *slot.names}, key=len, reverse=True):
                if slot.name in held and re.search(rf"{re.escape(fold(name))}(?:也|就)?(?:{_WANTED})", text):
                    gone.setdefault(Found(0, 0, name), slot.name)
        return gone


def _kind(act: UserAct, seen: Scan, folded: str, state: DialogueState) -> UserAct:
    """RECOMMEND, CRITIQUE or MORE: by what the utterance holds."""
    pointed = any(one.pointed for one in seen.found)
    if act.critiques or (act.like_this and pointed and state.on_screen):
        return replace(act, act=Act.CRITIQUE)
    asks = (
        act.constraints
        or act.soft
        or act.dropped
        or act.like_this
        or act.liked
        or act.disliked
        or act.missing
    )
    if (MORE.search(folded) or REJECT_ALL.search(folded)) and state.on_screen and not asks:
        return replace(act, act=Act.MORE, words="")
    return act


def _left(seen: Scan, noun: Noun) -> str:
    """What nothing was made of, without the words that say nothing: two signs at least are a word."""
    bare = seen.bare
    for word in sorted({fold(noun.one), *map(fold, noun.words)}, key=len, reverse=True):
        bare = bare.replace(word, "\0") if word else bare
    pieces: Sequence[str] = re.split(r"[\0\W_]+", _FILLER.sub("\0", bare))
    kept = [one for one in pieces if len(one) > 1]
    return " ".join(kept)[:_LONGEST]
