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
    text = f"{number:.0f}" if float(number).is_integer() else f"{number:.6f}".rstrip("0").rstrip(".")
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
    if slot.role == "topic":
        # "about {}" would do for a heist, not for a true story or based on a book: topics are labels.
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


def topics(slot: Slot, values: Sequence[str]) -> str:
    """A clause on topics, which are labels and not nouns ("coming of age", "based on a book")."""
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
    """Several predicates as one: "is from 2004 and 119 minutes long", "is slow, is from Japan and has no songs"."""
    # What the thing is comes first, as it would be said.
    whole = sorted(dict.fromkeys(said), key=lambda one: not one.startswith(("is a ", "is an ")))
    verbs = {one.partition(" ")[0] for one in whole}
    apart = any(" not " in one or " among its " in one for one in whole)
    if len(verbs) == 1 and verbs <= {"is", "has"} and not apart:
        verb = verbs.pop()
        return f"{verb} {listed([one.removeprefix(f'{verb} ') for one in whole])}"
    return listed(whole)


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
