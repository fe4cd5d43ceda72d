"""Example requests made of what the catalogue itself holds, so that each of them finds something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from bot.answers import shown, titled, words
from bot.texts import texts
from recsys.features import POPULARITY_ROLES
from retrieval.types import Item, Schema, Slot

ENOUGH = 6
"""An example should leave at least so many items to choose from, where the catalogue allows."""


def starters(items: Sequence[Item], schema: Schema) -> tuple[str, ...]:
    """At most three requests: one like a well-known item, one of two values, one of a maker."""
    made = (_like(items, schema), _two_values(items, schema), _maker(items, schema))
    return tuple(dict.fromkeys(text for text in made if text))


def best_known(items: Sequence[Item], schema: Schema) -> list[Item]:
    """The items, the best known first where the catalogue says so; then by id."""
    slot = next((s for role in POPULARITY_ROLES if (s := schema.by_role(role))), None)

    def renown(item: Item) -> float:
        return (item.number(slot.name) or 0.0) if slot else 0.0

    return sorted(items, key=lambda item: (-renown(item), item.id))


def _like(items: Sequence[Item], schema: Schema) -> str:
    """Something like a well-known item: the first whose title is a plain word or two, once in the catalogue."""
    titles = Counter(item.title.casefold() for item in items)
    plain = [
        item
        for item in best_known(items, schema)
        if titles[item.title.casefold()] == 1
        and 1 <= len(item.title.split()) <= 4
        and item.title.replace(" ", "").isalpha()
    ]
    if not plain:
        return ""
    # Not the first of the alphabet: one from the middle of the best known, and old enough to have successors.
    known = plain[: max(len(plain) // 5, 1)]
    middle = known[len(known) // 2 :] + known
    say = texts(schema.language)
    newer = next((item for item in middle if _has_newer(item, items, schema)), None)
    title = titled((newer or middle[0]).title, schema)
    if newer is None:
        return say("starter.like", title=title, **words(schema, say))
    return say("starter.like.newer", title=title, more=_released(schema).more[0], **words(schema, say))


def _has_newer(item: Item, items: Sequence[Item], schema: Schema) -> bool:
    """Whether "newer" can be said and leaves at least half of the catalogue."""
    slot = _released(schema)
    when = item.number(slot.name)
    if when is None or not slot.more:
        return False
    return 2 * sum((other.number(slot.name) or when) > when for other in items) >= max(len(items), ENOUGH)


def _released(schema: Schema) -> Slot:
    return schema.by_role("released") or Slot("", "number", "")


def _two_values(items: Sequence[Item], schema: Schema) -> str:
    """A kind together with a topic or mood that it often has."""
    say = texts(schema.language)
    kind = _first(schema, "kind") or next(iter(schema.of_kind("category")), None)
    other = _first(schema, "topic", "mood", "origin")
    if kind is None:
        return ""
    if other is None or other.name == kind.name:
        counts = Counter(chain.from_iterable(item.texts(kind.name) for item in items))
        common = sorted(counts, key=lambda value: (-counts[value], value))
        return say("starter.kind", kind=shown(kind, common[0]), **words(schema, say)) if common else ""
    pairs = Counter(
        (a, b) for item in items for a in item.texts(kind.name) for b in item.texts(other.name) if a != b
    )
    # The pair that belongs together most says more about the catalogue than the one that is merely frequent.
    kinds = Counter(chain.from_iterable(item.texts(kind.name) for item in items))
    others = Counter(chain.from_iterable(item.texts(other.name) for item in items))
    enough = sorted(pairs, key=lambda pair: (-(pairs[pair] ** 2) / (kinds[pair[0]] * others[pair[1]]), pair))
    most = max(ENOUGH, len(items) // 25)  # what is everywhere is no example
    best = next((pair for pair in enough if ENOUGH <= pairs[pair] <= most), enough[0] if enough else None)
    if best is None:
        return ""
    phrase = _phrased(other, best[1])
    return say("starter.kind.phrase", kind=shown(kind, best[0]), phrase=phrase, **words(schema, say))


def _maker(items: Sequence[Item], schema: Schema) -> str:
    """Items of the maker of whom the catalogue has most."""
    slot = _first(schema, "maker", "person")
    counts = Counter(chain.from_iterable(item.texts(slot.name) for item in items)) if slot else Counter()
    if slot is None or not counts:
        return ""
    name = min(counts, key=lambda value: (-counts[value], value))
    say = texts(schema.language)
    return say("starter.phrase", phrase=_phrased(slot, name), **words(schema, say))


def _first(schema: Schema, *roles: str) -> Slot | None:
    return next((slot for role in roles if (slot := schema.by_role(role))), None)


def _phrased(slot: Slot, value: str) -> str:
    return (slot.phrase or "{}").replace("{}", shown(slot, value))
