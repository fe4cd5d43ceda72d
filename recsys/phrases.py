"""How the values of a slot are said in words, by the catalogue's own schema."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from retrieval.types import Item, Schema, Slot

NO_THING = re.compile(r"\w+ed (?:on|by|from|in|of|to|for|with) ")
WITH_ARTICLE = (" States", " Kingdom", " Union", " Republic", " Emirates", "Netherlands", "Philippines")


def number_words(slot: Slot, number: float) -> str:
    """A number or level as people write it: "119 min", "2004", "mild"."""
    if slot.kind == "level" and slot.levels:
        return slot.levels[max(0, min(len(slot.levels) - 1, round(number)))]
    grouped = "," if slot.role != "released" and abs(number) >= 10_000 else ""
    text = f"{number:{grouped}.0f}" if float(number).is_integer() else f"{number:.6f}".rstrip("0").rstrip(".")
    return f"{text} {slot.unit}".strip()


def words_of(item: Item, slot: Slot) -> tuple[str, ...]:
    """The slot's values in words; () where the item has none."""
    number = item.number(slot.name)
    if number is not None and slot.kind in ("number", "level"):
        return (number_words(slot, number),) if math.isfinite(number) else ()
    return tuple(text for text in item.texts(slot.name) if text.strip())


def listed(values: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} {last} {values[-1]}"


def article(words: str) -> str:
    """With its indefinite article, by the first letter (and the numbers said with a vowel)."""
    first = words.split(maxsplit=1)[0].casefold() if words.split() else ""
    vowel = first[:1] in tuple("aeiou") and not first.startswith(("uni", "eu", "one"))
    return f"{'an' if vowel or first.startswith(('8', '11 ', '18')) else 'a'} {words}"


def plural(words: str) -> str:
    if words.endswith("y") and words[-2:-1] not in tuple("aeiou"):
        return f"{words[:-1]}ies"
    return words if words.endswith("s") else f"{words}s"


def predicate(slot: Slot, values: Sequence[str], schema: Schema) -> str:
    """What follows "it": "is 119 minutes long", "has mild violence", "is a film directed by A and B"."""
    said = listed([spoken(slot, value) for value in values])
    phrase = slot.phrase.strip() or "{}"
    if slot.told and all(value in slot.told for value in values):
        return f"is {told(slot, values)}"
    if slot.role == "topic":
        # "about {}" would do for a heist, not for a true story or based on a book: topics are labels, unless the
        # catalogue says how each is told.
        if not (things := _things(values)):
            return f"is {said}"
        return f"has {listed(things)} among its {plural(slot.label)}"
    if phrase == "{}":
        if slot.kind == "level":
            return f"is {said}"
        if slot.role == "kind":
            return f"is {article(f'{said} {schema.noun.one}')}"
        return f"has {said} as its {slot.label or slot.name}"
    if phrase == f"{slot.label} {{}}":
        # How columns that nobody described are said in a list ("publisher {}"): no predicate by itself.
        return (
            f"has {article(slot.label)} of {said}"
            if slot.kind == "number"
            else f"has {phrase.replace('{}', said)}"
        )
    if phrase.startswith("{}"):
        return f"{'has' if slot.kind == 'level' else 'is'} {phrase.replace('{}', said)}"
    if phrase.startswith(("with ", "about ", "for ")):
        return f"is {article(schema.noun.one)} {phrase.replace('{}', said)}"
    return f"is {phrase.replace('{}', said)}"


def told(slot: Slot, values: Sequence[str]) -> str:
    """Values as the catalogue tells them: "tense and dark", "about a heist and revenge, and based on a book"."""
    grouped: dict[str, list[str]] = {}
    for value in values:
        first, space, more = slot.told[value].partition(" ")
        lead, rest = (first, more) if space else ("", first)
        grouped.setdefault(lead, []).append(rest)
    said = [f"{lead} {_and(rests)}".strip() for lead, rests in grouped.items()]
    return (", and " if any(" and " in one for one in said[:-1]) else " and ").join(said)


def _and(things: Sequence[str]) -> str:
    """As `listed`; what holds an "and" of its own comes first: "robots and AI, memory and grief"."""
    *others, last = sorted(things, key=lambda thing: " and " not in thing)
    comma = "," if " and " in "".join((*others[-1:], last)) else ""
    return f"{', '.join(others)}{comma} and {last}" if others else last


def topics(slot: Slot, values: Sequence[str]) -> str:
    """A clause on topics that are labels and not nouns ("coming of age", "based on a book")."""
    things = _things(values)
    if not things:
        return f"it is {listed(values)}"
    if len(things) == 1:
        return f"one of its {plural(slot.label)} is {things[0]}"
    return f"its {plural(slot.label)} include {listed(things)}"


def _things(values: Sequence[str]) -> Sequence[str]:
    """Without labels that are no things ("based on a book"): these do not stand beside others that are."""
    return [value for value in values if not NO_THING.match(value)]


def spoken(slot: Slot, value: str) -> str:
    """A value as it is said in a sentence: its unit in full, by the schema ("119 minutes" for "119 min"), and
    the article of a place that has one ("the United States")."""
    if slot.role == "origin" and value.endswith(WITH_ARTICLE):
        return f"the {value}"
    if slot.kind != "number" or not slot.unit or not value.endswith(f" {slot.unit}"):
        return value
    full = [unit for unit, factor in slot.units.items() if factor == 1 and unit.startswith(slot.unit)]
    number = value.removesuffix(slot.unit).strip()
    return f"{number} {max(full, key=len)}" if full and number not in ("1", "-1") else value


def predicates(said: Sequence[str]) -> str:
    """Several predicates as one: "is from 2004, 119 minutes long and tense", "is a crime film about a heist",
    "is slow and from Japan, and has no songs", "is about grief, and is not a war film"."""
    # What the thing is comes first, as it would be said, then what it is about, and what it is not comes last.
    whole = _one_thing(sorted(dict.fromkeys(said), key=_place))
    grouped: dict[str, list[str]] = {}
    for one in whole:
        verb = one.partition(" ")[0]
        together = verb in ("is", "has") and " among its " not in one and _place(one) < _DENIAL
        grouped.setdefault(verb if together else one, []).append(one)
    clauses = [_one_verb(verb, ones) for verb, ones in grouped.items()]
    if len(clauses) < 2:
        return "".join(clauses)
    *others, last = clauses
    comma = "," if any(" and " in one or ", " in one for one in others) else ""
    return f"{', '.join(others)}{comma} and {last}"


_NOUN, _ABOUT, _DENIAL = 0, 2, 3


def _place(predicate: str) -> int:
    if predicate.startswith("is not ") or predicate.startswith("does not "):
        return _DENIAL
    if predicate.startswith(("is a ", "is an ")):
        return _NOUN
    return _ABOUT if predicate.startswith(("is about ", "is based ")) else 1


_THING = re.compile(r"is an? (?:.+ )?(?P<noun>\S+)")
_BARE = re.compile(r"is an? (?P<noun>\S+) (?P<tail>(?:for|with|in|by|from|of|about) .+)")


def _one_thing(predicates: Sequence[str]) -> list[str]:
    """ "is a crime film" and "is a film with A" as "is a crime film with A", a price before the rest."""
    made: list[str] = []
    for one in predicates:
        bare, thing = _BARE.fullmatch(one), made[0] if made and _place(made[0]) == _NOUN else ""
        if bare and thing and (same := _BARE.fullmatch(thing)) and same["noun"] == bare["noun"]:
            first, last = sorted((same["tail"], bare["tail"]), key=lambda tail: not tail.startswith("for "))
            made[0] = f"{thing[: same.start('tail')]}{first} {last}"
        elif bare and (whole := _THING.fullmatch(thing)) and whole["noun"] == bare["noun"]:
            made[0] = f"{thing} {bare['tail']}"
        else:
            made.append(one)
    return made


def _one_verb(verb: str, predicates: Sequence[str]) -> str:
    """What follows one verb, said once."""
    if len(predicates) == 1:
        return predicates[0]
    rest = [one.removeprefix(f"{verb} ") for one in predicates]
    if len(rest) == 2 and verb == "is" and _place(predicates[0]) == _NOUN:
        return _behind(predicates[0], rest[1])
    *others, last = rest
    again = f"{verb} " if " and " in "".join(rest) else ""
    return f"{verb} {', '.join(others)} and {again}{last}"


_BEHIND = re.compile(r"(?:by|from|in|of|about|based|directed|made|written|set|open|built) ")


def _behind(thing: str, more: str) -> str:
    """A thing with more behind it: "is a film about grief", "is a book by A with 90 ratings", "is a drama that is
    slow and tense"."""
    if not _BEHIND.match(more):
        return f"{thing} that is {more}"
    tail = re.search(r" (?:with|for) ", thing)
    if tail and not more.startswith(("about ", "based ")):
        return f"{thing[: tail.start()]} {more}{thing[tail.start() :]}"
    return f"{thing} {more}"


def sentences(text: str, most: int) -> tuple[str, ...]:
    """The first sentences of a prose text, without their line breaks."""
    found: list[str] = []
    start, flat = 0, " ".join(text.split())
    for end, sign in enumerate(flat):
        # A sentence ends where a long enough word does: "Dr. No" and "J. R." go on.
        last_word = flat[start:end].rsplit(" ", 1)[-1]
        if (
            sign in ".!?"
            and flat[end + 1 : end + 2] in ("", " ")
            and (len(last_word) > 3 or end + 1 == len(flat))
        ):
            found.append(flat[start : end + 1].strip())
            start = end + 1
    if rest := flat[start:].strip():
        found.append(rest)
    return tuple(found[:most])
