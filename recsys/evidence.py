"""What a reason may rest on: what was said and is met, what is shared, what is so, what speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from recsys import phrases
from recsys.features import POPULARITY_ROLES, shared_weight
from recsys.types import Evidence, Preferences, Recommendation, SoftPreference, Taste
from retrieval.types import Constraint, Item, Schema, Slot

DESCRIPTIVE_ROLES = ("kind", "topic", "mood", "maker", "released", "person")
COMPARED_ROLES = ("duration", "price", "content")
CLOSE_IN_MEANING = 0.35
UNQUOTED = frozenset('“”"()[]{}<>|…')
FAR_LONGER = 1.25


def gather(
    recommendation: Recommendation, preferences: Preferences, schema: Schema, limit: int = 8
) -> tuple[Evidence, ...]:
    """At most `limit` statements about a recommended item, with ids e1, e2 …

    First what the visitor said and the item meets, by how much it moved the score; then what it shares with
    liked items, the item's own facts, how it stood in the ranking; last what speaks against it. One
    descriptive fact and the beginning of its prose are always among them (where it has any, and limit ≥ 2).
    """
    item = recommendation.item
    moved = {part.name: part.value for part in recommendation.contributions}
    asked = [*_met(item, preferences.constraints, schema), *_wishes(item, preferences.soft, moved, schema)]
    asked += _shared(item, preferences.tastes, moved.get("liked", 0.0), schema)
    asked.sort(key=lambda evidence: (-abs(evidence.moved), evidence.kind != "said"))
    asked = _said_first(asked)
    prose = list(_prose(item, schema))
    facts = list(_facts(item, schema, {evidence.slot for evidence in asked}))
    against = sorted(_against(item, preferences, moved, schema), key=lambda evidence: -abs(evidence.moved))
    model = list(_model(item, preferences, moved, schema))
    # What matters most is taken first; what is taken is then put into the order in which it is read.
    wanted = [*prose[:1], *facts[:1], *asked[:2], *against[:1], *asked[2:], *model, *facts[1:], *prose[1:]]
    chosen = {id(evidence) for evidence in wanted[: max(limit, 0)]}
    ordered = [e for e in (*asked, *facts, *prose, *model, *against) if id(e) in chosen]
    return tuple(replace(evidence, id=f"e{i}") for i, evidence in enumerate(ordered, start=1))


def _said_first(asked: list[Evidence]) -> list[Evidence]:
    """One statement of each kind in turn, so that neither the words nor the likes crowd the other out."""
    said = [evidence for evidence in asked if evidence.kind == "said"]
    liked = [evidence for evidence in asked if evidence.kind != "said"]
    return [*said[:1], *liked[:1], *said[1:], *liked[1:]]


def _find(schema: Schema, name: str) -> Slot | None:
    return next((slot for slot in schema.slots if slot.name == name), None)


def said_values(item: Item, slot: Slot, constraint: Constraint) -> tuple[str, ...]:
    """What the item has that meets (or breaks) a constraint; "not x" where it is met by lacking x."""
    have = phrases.words_of(item, slot)
    if isinstance(constraint.value, int | float):
        return have
    wanted = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
    hit = tuple(value for value in have if value in wanted)
    if hit or constraint.op != "!=":
        return hit or have
    return tuple(f"not {value}" for value in wanted)


def _met(item: Item, constraints: Sequence[Constraint], schema: Schema) -> Iterator[Evidence]:
    for constraint in constraints:
        slot = _find(schema, constraint.slot)
        if slot is None or slot.kind == "text" or not constraint.holds(item):
            continue
        if values := said_values(item, slot, constraint):
            text = (
                f"you asked for {quoted(constraint.source)} and it {predicate_or_lack(slot, values, schema)}"
            )
            yield Evidence("", "said", text, slot.name, values, (), constraint.source)


def predicate_or_lack(slot: Slot, values: Sequence[str], schema: Schema) -> str:
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


def quoted(words: str) -> str:
    """The visitor's words in quotation marks, on one line, cut where they are very long."""
    flat = " ".join("".join(sign if sign not in UNQUOTED else " " for sign in words).split())
    flat = "".join(sign for sign in flat if sign.isprintable())
    return f"“{flat if len(flat) <= 120 else flat[:119].rsplit(' ', 1)[0]}”"


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


def _wishes(
    item: Item, wishes: Sequence[SoftPreference], moved: dict[str, float], schema: Schema
) -> Iterator[Evidence]:
    for wish in wishes:
        slot = _find(schema, wish.slot)
        if slot is None or slot.kind == "text" or wish_met(item, wish, slot) is not True:
            continue
        lacks = isinstance(wish.value, str) and wish.weight < 0
        values = (f"not {wish.value}",) if lacks else _wished(item, wish, slot)
        text = f"you wished for {quoted(wish.source)} and it {predicate_or_lack(slot, values, schema)}"
        share = moved.get("wishes", 0.0) * abs(wish.weight) / (sum(abs(w.weight) for w in wishes) or 1.0)
        yield Evidence("", "said", text, slot.name, values, (), wish.source, share)


def _wished(item: Item, wish: SoftPreference, slot: Slot) -> tuple[str, ...]:
    return (wish.value,) if isinstance(wish.value, str) else phrases.words_of(item, slot)


def _shared(item: Item, tastes: Sequence[Taste], part: float, schema: Schema) -> Iterator[Evidence]:
    """What the item shares with each liked item, one statement a slot, at most two a liked item."""
    liked = [taste for taste in tastes if taste.feeling != "disliked" and taste.item.id != item.id]
    for taste in liked:
        found = list(_common(item, taste.item, schema))
        total = sum(weight for _, _, weight in found) or 1.0
        for slot, values, weight in sorted(found, key=lambda hit: -hit[2])[:2]:
            text = (
                f"like {taste.item.title}, {spoken_of(taste)}, it {phrases.predicate(slot, values, schema)}"
            )
            share = part * weight / total / len(liked)
            yield Evidence("", "liked", text, slot.name, values, (taste.item.title,), taste.source, share)


def spoken_of(taste: Taste) -> str:
    """A clause that says no more of the visitor than they said."""
    return {
        "liked": "which you liked",
        "like this": "which you named",
        "disliked": "which you did not like",
    }[taste.feeling]


def _common(item: Item, other: Item, schema: Schema) -> Iterator[tuple[Slot, tuple[str, ...], float]]:
    for slot in schema.slots:
        theirs = set(other.texts(slot.name))
        values = tuple(value for value in item.texts(slot.name) if value in theirs)[:3]
        if values and (weight := shared_weight(slot)) > 0.2:
            yield slot, values, weight * len(values)


def _facts(item: Item, schema: Schema, told: set[str]) -> Iterator[Evidence]:
    """The item's own facts, the most descriptive first; not those already told."""
    order = {role: i for i, role in enumerate(DESCRIPTIVE_ROLES)}
    slots = [
        s for s in schema.slots if s.kind != "text" and s.name not in told and s.role not in POPULARITY_ROLES
    ]
    first = sorted(slots, key=lambda slot: order.get(slot.role, len(order)))
    for slot in first:
        if slot.role == "content" or not (values := phrases.words_of(item, slot)[:3]):
            continue
        text = f"it {phrases.predicate(slot, values, schema)}"
        yield Evidence("", "fact", text, slot.name, values, (), "catalogue")


def _prose(item: Item, schema: Schema) -> Iterator[Evidence]:
    for slot in schema.of_kind("text"):
        for text in item.texts(slot.name):
            for sentence in phrases.sentences(text, 2):
                yield Evidence("", "fact", sentence, slot.name, (sentence,), (), "catalogue")


def _model(
    item: Item, preferences: Preferences, moved: dict[str, float], schema: Schema
) -> Iterator[Evidence]:
    words = preferences.words.strip()
    if words and moved.get("words", 0.0) >= CLOSE_IN_MEANING:
        text = f"its description is close in meaning to {quoted(words)}"
        yield Evidence("", "model", text, "", (), (), words, moved["words"])
    for slot in schema.slots:
        raised = moved.get("popularity", 0.0)
        if slot.role in POPULARITY_ROLES and raised > 0 and (values := phrases.words_of(item, slot)):
            text = f"it {phrases.predicate(slot, values, schema)}"
            yield Evidence("", "model", text, slot.name, values, (), "ranking", raised)


def _against(
    item: Item, preferences: Preferences, moved: dict[str, float], schema: Schema
) -> Iterator[Evidence]:
    for constraint in preferences.constraints:
        slot = _find(schema, constraint.slot)
        if slot is not None and not constraint.holds(item):
            yield broken(item, constraint, slot, schema)
    for wish in preferences.soft:
        slot = _find(schema, wish.slot)
        if slot is None or slot.kind == "text" or wish_met(item, wish, slot) is not False:
            continue
        values = (
            _lacking(wish) if isinstance(wish.value, str) and wish.weight > 0 else _wished(item, wish, slot)
        )
        text = f"you wished for {quoted(wish.source)} but it {predicate_or_lack(slot, values, schema)}"
        yield Evidence(
            "", "against", text, slot.name, values, (), wish.source, min(moved.get("wishes", 0.0), 0.0)
        )
    for taste in (taste for taste in preferences.tastes if taste.item.id != item.id):
        yield from _unlike(item, taste, moved, schema)


def _lacking(wish: SoftPreference) -> tuple[str, ...]:
    return (f"not {wish.value}",)


def broken(item: Item, constraint: Constraint, slot: Slot, schema: Schema) -> Evidence:
    """That the item breaks a constraint, with its value."""
    values = said_values(item, slot, constraint)
    ask = quoted(constraint.source)
    if not values:
        text = f"you asked for {ask} but its {slot.label} is not known"
    else:
        text = f"you asked for {ask} but it {phrases.predicate(slot, values, schema)}"
    return Evidence("", "against", text, slot.name, values, (), constraint.source)


def _unlike(item: Item, taste: Taste, moved: dict[str, float], schema: Schema) -> Iterator[Evidence]:
    if taste.feeling == "disliked":
        for slot, values, _ in list(_common(item, taste.item, schema))[:1]:
            text = (
                f"like {taste.item.title}, {spoken_of(taste)}, it {phrases.predicate(slot, values, schema)}"
            )
            lost = moved.get("disliked", 0.0)
            yield Evidence("", "against", text, slot.name, values, (taste.item.title,), taste.source, lost)
        return
    for slot in schema.slots:
        mine, theirs = item.number(slot.name), taste.item.number(slot.name)
        if slot.role not in COMPARED_ROLES or not slot.more or mine is None or theirs is None:
            continue
        if mine > theirs * FAR_LONGER and (slot.kind == "number" or mine - theirs >= 2):
            values = phrases.words_of(item, slot)
            text = f"it {phrases.predicate(slot, values, schema)}, {slot.more[0]} than {taste.item.title}"
            yield Evidence("", "against", text, slot.name, values, (taste.item.title,), "catalogue")
