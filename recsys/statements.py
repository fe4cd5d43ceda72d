"""The words of evidence: what was asked, what the item has for it, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from recsys import phrases
from recsys.types import Evidence, SoftPreference, Taste
from retrieval.types import Constraint, Item, Schema, Slot

UNQUOTED = frozenset('“”"()[]{}<>|…')
PRESSED = {
    "liked": "pressed “like”",
    "disliked": "pressed “dislike”",
    "like this": "pressed “more like this”",
}


def quoted(words: str) -> str:
    """The visitor's words in quotation marks, on one line, cut where they are very long."""
    flat = " ".join("".join(sign if sign not in UNQUOTED else " " for sign in words).split())
    flat = "".join(sign for sign in flat if sign.isprintable())
    return f"“{flat if len(flat) <= 120 else flat[:119].rsplit(' ', 1)[0]}”"


def spoken_of(taste: Taste) -> str:
    """A clause that says no more of the visitor than they said."""
    return {
        "liked": "which you liked",
        "like this": "which you named",
        "disliked": "which you did not like",
    }[taste.feeling]


def source_of(taste: Taste) -> str:
    """The visitor's words for it, or the button that they pressed."""
    return taste.source or PRESSED[taste.feeling]


def said_values(item: Item, slot: Slot, constraint: Constraint) -> tuple[str, ...]:
    """What the item has that meets (or breaks) a constraint; "not x" where it is met by lacking x, or where it has
    several others instead. () where nothing is known of it: what is not known is not claimed."""
    have = phrases.words_of(item, slot)
    if isinstance(constraint.value, int | float) or not have:
        return have
    wanted = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
    hit = tuple(value for value in have if value in wanted)
    if hit or (constraint.op != "!=" and len(have) == 1):
        return hit or have
    return tuple(f"not {value}" for value in wanted)


def predicate_or_lack(slot: Slot, values: Sequence[str], schema: Schema) -> str:
    """What follows "it" of values that it has, or ("not x") has not."""
    lacked = [value.removeprefix("not ") for value in values if value.startswith("not ")]
    if not lacked:
        return phrases.predicate(slot, values, schema)
    if all(value in slot.told for value in lacked):
        return phrases.listed([f"is not {slot.told[value]}" for value in lacked])
    said = phrases.listed([phrases.spoken(slot, value) for value in lacked], "or")
    if slot.role == "kind" and slot.phrase.strip() == "{}":
        return f"is not {phrases.article(f'{said} {schema.noun.one}')}"
    if slot.phrase.startswith("with "):
        return f"is not {phrases.article(schema.noun.one)} {slot.phrase.replace('{}', said)}"
    if slot.phrase.strip() not in ("", "{}", f"{slot.label} {{}}"):
        return f"is not {slot.phrase.replace('{}', said)}"
    return f"does not have {said} as its {slot.label}"


def wish_met(item: Item, wish: SoftPreference, slot: Slot) -> bool | None:
    """Whether the item is as wished; None where it is not known, or neither."""
    if isinstance(wish.value, str):
        have = wish.value in item.texts(slot.name)
        return have == (wish.weight > 0) if item.texts(slot.name) else None
    number = item.number(slot.name)
    if number is None or slot.kind != "level":
        return None
    far = abs(number - wish.value) / max(len(slot.levels) - 1, 1)
    near = True if far <= 0.34 else False if far >= 0.6 else None
    return near if wish.weight > 0 or near is None else not near


def wished_values(item: Item, wish: SoftPreference, slot: Slot) -> tuple[str, ...]:
    """What the item has of a wish; "not x" where it lacks a wished value."""
    if not isinstance(wish.value, str):
        return phrases.words_of(item, slot)
    return (wish.value if wish.value in item.texts(slot.name) else f"not {wish.value}",)


def broken(item: Item, constraint: Constraint, slot: Slot, schema: Schema) -> Evidence:
    """That the item breaks a constraint, with its value."""
    values = said_values(item, slot, constraint)
    ask = quoted(constraint.source)
    if not values:
        text = f"you asked for {ask} but its {slot.label} is not known"
    else:
        text = f"you asked for {ask} but it {predicate_or_lack(slot, values, schema)}"
    return Evidence("", "against", text, slot.name, values, (), constraint.source)
