"""Simulated visitors: seeded conversations of several turns over any catalogue, with what the visitor meant by them.

They ask for what an item of the catalogue has, in the words of its schema; for the shipped films also in the words of
the bank (dev and dev2: `unseen` stays unread). Then they like, dislike, object, ask for more, press buttons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from retrieval.types import Item, Schema, Slot
from tests.eval.bank import rows

Press = Literal["", "like", "dislike"]
OPENERS = ("I am looking for", "I want", "show me", "could you find", "I feel like", "", "", "maybe")
LATER = ("and", "but", "also", "now", "only", "")
LOVED = ("I loved {}", "I really liked {}", "{} was great", "I enjoyed {}")
HATED = ("I hated {}", "I did not like {}", "I can't stand {}")
LIKE_THIS = ("something like {}", "similar to {}", "more like {}")
MORE = ("more", "what else?", "any others?", "show me more")
OPEN = ("surprise me", "anything good", "I don't know what I want", "something for a rainy evening")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing a visitor does: says something, or presses a button on the card at a place, and what was meant.

    `asked` are the slots wished for (all of them where it is None: the bank does not tell), titles are of items.
    """

    text: str = ""
    press: Press = ""
    place: int = 0
    asked: frozenset[str] | None = frozenset()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """A catalogue as a visitor knows it: things they may have heard of, and what they may ask for."""

    schema: Schema
    items: Sequence[Item]
    known: Sequence[Item]
    bank: Sequence[Move] = field(default=())


def world(schema: Schema, items: Sequence[Item], with_bank: bool, well_known: int = 300) -> World:
    """`well_known` items with plain titles, the most popular first, are those a visitor may name."""
    plain = [
        item
        for item in items
        if 2 < len(item.title) < 40 and not any(sign in item.title for sign in ':(),/#“”"')
    ]
    popular = next((s for role in ("votes", "popularity", "rating") if (s := schema.by_role(role))), None)
    known = sorted(plain, key=lambda item: (-(item.number(popular.name) or 0) if popular else 0, item.id))
    return World(schema, items, known[:well_known], tuple(_bank(items)) if with_bank else ())


def _bank(items: Sequence[Item]) -> Iterator[Move]:
    titles = {item.id: item.title for item in items}
    for row in (*rows("dev"), *rows("dev2")):
        meant = row.readings[0]
        if meant.get("act") != "recommend" or row.before.on_screen or row.before.constraints:
            continue
        felt = {
            k: tuple(titles[i] for i in meant.get(k, ()) if i in titles)
            for k in ("liked", "disliked", "like_this")
        }
        yield Move(
            row.text, asked=None, liked=felt["liked"], disliked=felt["disliked"], named=felt["like_this"]
        )


def conversation(world: World, rng: Random) -> Iterator[Move]:
    """Three to seven moves."""
    if world.bank and rng.random() < 0.5:
        yield rng.choice(world.bank)
    else:
        yield _opening(world, rng)
    for _ in range(rng.randint(2, 6)):
        yield _later(world, rng)


def _opening(world: World, rng: Random) -> Move:
    kind = rng.random()
    if kind < 0.08:
        return Move(rng.choice(OPEN))
    if kind < 0.35:
        return _taste(world, rng, also=rng.random() < 0.4)
    asked = _wishes(world, rng, rng.choice((1, 2, 2, 3)))
    return replace(asked, text=f"{rng.choice(OPENERS)} {asked.text}".strip())


def _later(world: World, rng: Random) -> Move:
    match rng.choice(("press", "press", "taste", "wish", "wish", "critique", "critique", "more", "not")):
        case "press":
            return Move(press=rng.choice(("like", "like", "dislike")), place=rng.randrange(3))
        case "taste":
            return _taste(world, rng, also=False)
        case "wish":
            asked = _wishes(world, rng, 1)
            return replace(asked, text=f"{rng.choice(LATER)} {asked.text}".strip())
        case "critique":
            return _critique(world.schema, rng)
        case "not":
            return _without(world, rng)
    return Move(rng.choice(MORE))


def _taste(world: World, rng: Random, also: bool) -> Move:
    """Likes, dislikes and likenesses, with a wish besides where `also`."""
    said, liked, disliked, named = [], [], [], []
    for _ in range(rng.choice((1, 1, 1, 2))):
        item, kind = rng.choice(world.known), rng.random()
        told, forms = (
            (liked, LOVED) if kind < 0.5 else (named, LIKE_THIS) if kind < 0.8 else (disliked, HATED)
        )
        if item.title in (*liked, *disliked, *named):
            continue
        told.append(item.title)
        said.append(rng.choice(forms).format(item.title))
    move = Move(" and ".join(said), liked=tuple(liked), disliked=tuple(disliked), named=tuple(named))
    if also:
        wish = _wishes(world, rng, 1)
        move = replace(move, text=f"{move.text}, {wish.text}", asked=wish.asked)
    return move


def _wishes(world: World, rng: Random, n: int) -> Move:
    """What an item of the catalogue has: asked for in its own words."""
    item = rng.choice(world.items)
    slots = [
        s for s in world.schema.slots if s.kind != "text" and item.values.get(s.name) not in (None, (), "")
    ]
    rng.shuffle(slots)
    said, asked = [], []
    for slot in slots:
        if len(said) < n and (text := _wish(item, slot, world.schema, rng)):
            said.append(text)
            asked.append(slot.name)
    return Move(", ".join(said) or "anything", asked=frozenset(asked))


def _wish(item: Item, slot: Slot, schema: Schema, rng: Random) -> str:
    if slot.kind == "level":
        high = [word for word in slot.high if " " not in word]
        low = (item.number(slot.name) or 0) <= 1
        return (
            rng.choice((f"not too {rng.choice(high)}", f"nothing {rng.choice(high)}")) if low and high else ""
        )
    if slot.kind == "number":
        number = item.number(slot.name)
        if number is None or not (slot.more and slot.less):
            return ""
        if slot.role == "released":
            decade = int(number) // 10 * 10
            return rng.choice((f"after {number - rng.randint(1, 9):.0f}", f"before {number + rng.randint(1, 9):.0f}",
                               f"from the {decade}s"))  # fmt: skip
        if slot.role in ("rating", "votes", "popularity"):
            return f"at least {number * 0.9:.1f} {slot.unit or slot.label}" if number < 10 else ""
        unit = max((u for u, factor in slot.units.items() if factor == 1), key=len, default=slot.unit)
        bound = round(number * rng.uniform(1.05, 1.3), 1 if number < 10 else None)
        return f"under {bound:g} {unit}".strip()
    value = rng.choice(item.texts(slot.name))
    spoken = rng.choice((value, value, *slot.values.get(value, ())[:3]))
    if slot.kind == "name":
        return slot.phrase.replace("{}", value) if slot.phrase.strip() != "{}" else f"{slot.label} {value}"
    if slot.role in ("origin", "language", "place"):
        return slot.phrase.replace("{}", value)
    return f"{spoken} {schema.noun.many}" if rng.random() < 0.5 else f"something {spoken}"


def _critique(schema: Schema, rng: Random) -> Move:
    slots = [slot for slot in schema.of_kind("number", "level") if slot.more and slot.less]
    if not slots:
        return Move(rng.choice(MORE))
    slot = rng.choice(slots)
    word = rng.choice((*slot.more[:2], *slot.less[:2]))
    return Move(rng.choice(("{}", "something {}", "{} please")).format(word), asked=frozenset((slot.name,)))


def _without(world: World, rng: Random) -> Move:
    slots = [slot for slot in world.schema.of_kind("category") if slot.role not in ("language",)]
    item, slot = rng.choice(world.items), rng.choice(slots or list(world.schema.of_kind("name")))
    values = item.texts(slot.name)
    if not values:
        return Move(rng.choice(MORE))
    return Move(f"no {rng.choice(values)}", asked=frozenset((slot.name,)))
