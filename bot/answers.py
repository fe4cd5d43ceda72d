"""What is said without any LLM: facts, comparisons, small talk. Every number and name is the catalogue's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import Shelf
from bot.types import Act, Missing
from retrieval.types import Item, Schema, Slot

MOST_LISTED = 6


def value_text(item: Item, slot: Slot) -> str:
    """The item's value in one slot as people write it ("119 min", "mild", "France and Italy"); "" if unknown."""
    if slot.kind in ("number", "level"):
        number = item.number(slot.name)
        if number is None:
            return ""
        if slot.kind == "level" and 0 <= int(number) < len(slot.levels):
            return slot.levels[int(number)]
        return number_text(number, slot)
    return listed(item.texts(slot.name)[:MOST_LISTED])


def number_text(number: float, slot: Slot | None) -> str:
    """A measured number as people write it: "4.34 stars", "1 star", "4,780,653", "1995"."""
    unit = slot.unit if slot else ""
    if slot is not None and slot.role == "released":
        return f"{number:.0f} {unit}".strip()
    text = f"{number:,.2f}" if abs(number) >= 10_000 else f"{number:.2f}"
    one = number == 1 and len(unit) > 3 and unit.endswith("s")
    return f"{text.rstrip('0').rstrip('.')} {unit[:-1] if one else unit}".strip()


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def fact(items: Sequence[Item], slots: Sequence[str], schema: Schema) -> str:
    """The asked slots of the items, one line each; says what the catalogue does not know."""
    asked = [schema.slot(name) for name in slots] or list(_telling(schema))
    lines = []
    for item in items:
        known = [(slot, value_text(item, slot)) for slot in asked]
        parts = [_said(slot, text) for slot, text in known if text]
        unknown = [slot.label for slot, text in known if not text]
        if parts:
            lines.append(f"{item.title} — {'; '.join(part.rstrip('.') for part in parts)}.")
        if unknown and (slots or not parts):
            lines.append(f"The catalogue does not say the {listed(unknown)} of {item.title}.")
    return "\n".join(lines)


def _said(slot: Slot, text: str) -> str:
    """ "rating: 4.2 stars"; of prose the text alone, and no unit that is the slot's own name."""
    if slot.kind == "text":
        return text
    return f"{slot.label}: {text.removesuffix(f' {slot.label}') if slot.unit == slot.label else text}"


def comparison(items: Sequence[Item], slots: Sequence[str], schema: Schema) -> str:
    """Where the items differ and what they share, slot by slot, over the asked slots or all but prose."""
    asked = [schema.slot(name) for name in slots] or [s for s in schema.slots if s.kind != "text"]
    titles = listed([item.title for item in items])
    lines, same = [], []
    for slot in asked:
        values = [value_text(item, slot) for item in items]
        if not any(values):
            continue
        if len(set(values)) == 1:
            same.append(f"{slot.label} ({values[0]})")
        else:
            told = "; ".join(f"{i.title}: {v or 'not known'}" for i, v in zip(items, values, strict=True))
            lines.append(f"{slot.label.capitalize()} — {told}.")
    if same:
        lines.append(
            f"Both have the same {listed(same)}." if len(items) == 2 else f"All share {listed(same)}."
        )
    return "\n".join(lines) or f"The catalogue knows nothing in which {titles} could be compared."


def missing(what: Sequence[Missing], shelf: Shelf) -> str:
    """ "We don't have that", for each thing, with the nearest there is, labelled as such."""
    lines = []
    for one in what:
        if one.kind == "slot":
            known = listed(list(dict.fromkeys(slot.label for slot in shelf.schema.slots)))
            lines.append(f"The catalogue does not answer “{one.text}”; it knows the {known}.")
            continue
        near = list(dict.fromkeys(item.title if (item := shelf.get(n)) else n for n in one.nearest))
        told = f" The nearest we have: {listed(near)}." if near else ""
        lines.append(f"We don't have “{one.text}” among our {shelf.schema.noun.many}.{told}")
    return " ".join(lines)


def small(act: Act, schema: Schema) -> str:
    """One line for acts that ask for no item, leading back to what the bot is for."""
    many = schema.noun.many
    match act:
        case Act.THANKS:
            return f"You're welcome. Tell me if you want other {many}."
        case Act.HELP:
            return (
                f"Tell me in your own words what {many} you want, what to avoid, or one that you loved. "
                "You can object to what I show, ask about it, ask why, undo, or start over."
            )
        case Act.PERSON:
            return (
                "I have noted that you want to speak with a person; whoever looks after this site can see it "
                f"in this conversation. Until then I can go on looking for {many}."
            )
        case Act.RESET:
            return f"We start over. What {many} are you looking for?"
        case Act.FORGET:
            return f"Everything said in this conversation is deleted. What {many} are you looking for?"
        case _:
            return f"Hello! I am a program that finds {many} and says why. What are you in the mood for?"


def _telling(schema: Schema) -> tuple[Slot, ...]:
    """What one wants to know of an item when one asks nothing in particular."""
    prose = schema.of_kind("text")[:1]
    return prose + tuple(s for s in schema.slots if s.role in ("released", "maker", "kind", "price"))
