"""What is said without any LLM: facts, comparisons, small talk. Every number and name is the catalogue's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import Shelf
from bot.texts import Texts, texts
from bot.types import Act, Missing
from retrieval.types import Item, Schema, Slot

MOST_LISTED = 6
_SMALL = (Act.THANKS, Act.HELP, Act.PERSON, Act.RESET, Act.FORGET)


def value_text(item: Item, slot: Slot, say: Texts) -> str:
    """The item's value in one slot as people write it ("119 min", "mild", "France and Italy"); "" if unknown."""
    if slot.kind in ("number", "level"):
        number = item.number(slot.name)
        if number is None:
            return ""
        if slot.kind == "level" and 0 <= int(number) < len(slot.levels):
            return slot.levels[int(number)]
        return number_text(number, slot)
    return say.listed([shown(slot, text) for text in item.texts(slot.name)[:MOST_LISTED]])


def shown(slot: Slot, value: str) -> str:
    """A canonical value as it is written in the schema's language."""
    return slot.shown.get(value, value)


def titled(title: str, schema: Schema) -> str:
    """A title as the language sets it off in running text."""
    return schema.noun.title.replace("{}", title)


def number_text(number: float, slot: Slot | None) -> str:
    """A measured number as people write it: "4.34 stars", "1 star", "4,780,653", "1995"."""
    unit = slot.unit if slot else ""
    if slot is not None and slot.role == "released":
        return f"{number:.0f} {unit}".strip()
    text = f"{number:,.2f}" if abs(number) >= 10_000 else f"{number:.2f}"
    one = number == 1 and len(unit) > 3 and unit.endswith("s")
    return f"{text.rstrip('0').rstrip('.')} {unit[:-1] if one else unit}".strip()


def counted(n: int, schema: Schema, say: Texts) -> str:
    """ "one film", "3 films", 3 部电影."""
    return say("noun.counted", n=n, **words(schema, say))


def words(schema: Schema, say: Texts) -> dict[str, str]:
    """What the catalogue's items are called, for messages that name them."""
    noun = schema.noun
    return {"one": noun.one, "many": noun.many, "counter": noun.counter or say("noun.counter")}


def fact(items: Sequence[Item], slots: Sequence[str], schema: Schema) -> str:
    """The asked slots of the items, one line each; says what the catalogue does not know."""
    say = texts(schema.language)
    asked = [schema.slot(name) for name in slots] or list(_telling(schema))
    lines = []
    for item in items:
        title = titled(item.title, schema)
        known = [(slot, value_text(item, slot, say)) for slot in asked]
        parts = [_said(slot, text, say) for slot, text in known if text]
        unknown = [slot.label for slot, text in known if not text]
        if parts:
            facts = say("list.semicolon").join(part.rstrip(".") for part in parts)
            lines.append(say("fact", title=title, facts=facts))
        if unknown and (slots or not parts):
            lines.append(say("fact.unknown", labels=say.listed(unknown), title=title))
    return "\n".join(lines)


def _said(slot: Slot, text: str, say: Texts) -> str:
    """ "rating: 4.2 stars"; of prose the text alone, and no unit that is the slot's own name."""
    if slot.kind == "text":
        return text
    told = text.removesuffix(f" {slot.label}") if slot.unit == slot.label else text
    return say("fact.value", label=slot.label, text=told)


def comparison(items: Sequence[Item], slots: Sequence[str], schema: Schema) -> str:
    """Where the items differ and what they share, slot by slot, over the asked slots or all but prose."""
    say = texts(schema.language)
    asked = [schema.slot(name) for name in slots] or [s for s in schema.slots if s.kind != "text"]
    titles = [titled(item.title, schema) for item in items]
    lines, same = [], []
    for slot in asked:
        values = [value_text(item, slot, say) for item in items]
        if not any(values):
            continue
        if len(set(values)) == 1:
            same.append(say("compare.shared", label=slot.label, value=values[0]))
        else:
            told = [
                say("compare.value", title=title, value=value or say("compare.unknown"))
                for title, value in zip(titles, values, strict=True)
            ]
            label = slot.label.capitalize()
            lines.append(say("compare.line", label=label, values=say("list.semicolon").join(told)))
    if same:
        lines.append(say("compare.both" if len(items) == 2 else "compare.all", shared=say.listed(same)))
    return "\n".join(lines) or say("compare.nothing", titles=say.listed(titles))


def missing(what: Sequence[Missing], shelf: Shelf) -> str:
    """ "We don't have that", for each thing, with the nearest there is, labelled as such."""
    schema, say = shelf.schema, texts(shelf.schema.language)
    lines = []
    for one in what:
        if one.kind == "slot":
            known = say.listed(list(dict.fromkeys(slot.label for slot in schema.slots)))
            lines.append(say("missing.slot", text=one.text, known=known))
            continue
        slot = next((slot for slot in schema.slots if slot.name == one.slot), None)
        near = list(dict.fromkeys(_near(name, slot, shelf) for name in one.nearest))
        key = "missing.near" if near else "missing"
        lines.append(say(key, text=one.text, near=say.listed(near), **words(schema, say)))
    return say.sentences(lines)


def _near(name: str, slot: Slot | None, shelf: Shelf) -> str:
    """The title of an item by its id, else a value."""
    if item := shelf.get(name):
        return titled(item.title, shelf.schema)
    return shown(slot, name) if slot else name


def small(act: Act, schema: Schema) -> str:
    """One line for acts that ask for no item, leading back to what the bot is for."""
    say = texts(schema.language)
    return say(f"small.{act.value if act in _SMALL else 'hello'}", **words(schema, say))


def _telling(schema: Schema) -> tuple[Slot, ...]:
    """What one wants to know of an item when one asks nothing in particular."""
    prose = schema.of_kind("text")[:1]
    return prose + tuple(s for s in schema.slots if s.role in ("released", "maker", "kind", "price"))
