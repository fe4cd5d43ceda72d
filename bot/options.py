"""What could be otherwise in a wish, or in an item: a bounded list, each with what it costs and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.answers import number_text, titled
from bot.chips import chips
from bot.instead import SHOWING, Do, Drop, Feel, Say, done
from bot.replay import Replay
from bot.texts import Texts
from bot.types import DialogueState
from retrieval.types import Constraint, Item, Query, Slot, Value

ChangeKind = Literal["ask", "likes", "facts"]
NEIGHBOURS = 5
"""Liked or disliked items that are tried, the nearest ones."""

_SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "high": ("up to {} is fine", "at most {}", "{} or less", "no more than {}", "{} or earlier"),
        "low": ("at least {}", "{} or more", "from {} on", "{} or later", "since {}"),
    },
    "zh": {
        "high": ("最多{}", "不超过{}", "{}以内"),
        "low": ("至少{}", "{}以上", "{}年起"),
    },
}
_SIDE = {"<": "high", "<=": "high", ">": "low", ">=": "low"}


@dataclass(frozen=True, slots=True)
class Option:
    """`change` in plain words, and what is otherwise: `do` as a button does it, or `state`, or `fact`, a slot of the
    item with another value.

    How dear it is follows what is given up: a softer wish less than a condition, an item's fact or what was shown
    more, since neither is the visitor's to change.
    """

    name: str
    cost: float
    change: str
    kind: ChangeKind
    do: Do | None = None
    state: Callable[[DialogueState], DialogueState] | None = None
    fact: tuple[str, Value] | None = None


_COSTS = {"constraint": 1.0, "preference": 0.8, "words": 1.0, "liked": 1.2, "disliked": 1.2, "like this": 1.2}
_LESS = 0.7  # to allow more is less of a change than to take all of it back
_FEEL = 1.5
_NEXT = 0.01  # the second best of a kind costs a little more than the best


def dropping(replay: Replay, say: Texts) -> Iterator[Option]:
    """One for each chip: without it."""
    for chip in chips(replay.state, replay.shelf):
        felt = chip.kind in ("liked", "disliked", "like this")
        item = replay.shelf.get(chip.id.partition(":")[2]) if felt else None
        key = f"whatif.drop.{chip.kind.replace(' ', '_')}" if item else "whatif.drop"
        change = say(
            key, label=chip.label.strip("“”"), title=titled(item.title, replay.shelf.schema) if item else ""
        )
        kind: ChangeKind = "likes" if felt else "ask"
        yield Option(f"drop {chip.id}", _COSTS[chip.kind], change, kind, Drop(chip.id))


def allowing(
    replay: Replay, constraint: Constraint, items: Iterable[Item], say: Texts, most: int
) -> Iterator[Option]:
    """The bound on a number moved to where it lets one of the items in, in words that the understanding takes for
    just that: at most so many, the least moves first."""
    side, slot, bound = _SIDE.get(constraint.op), replay.slot(constraint.slot), constraint.value
    if side is None or slot is None or not isinstance(bound, int | float):
        return
    numbers = {item.number(slot.name): item for item in items if not constraint.holds(item)}
    known = sorted((abs(number - bound), number) for number in numbers if number is not None)
    for place, (_, number) in enumerate(known[:most]):
        ways = _ways(slot, number, side, say.language)
        said = next((t for t in ways if _moves_only(replay, t, constraint, numbers[number])), "")
        if said:
            change = say("whatif.allow", value=_worded(slot, number))
            yield Option(f"allow {slot.name} {number:g}", _LESS + place * _NEXT, change, "ask", Say(said))


def liking(replay: Replay, item: Item, say: Texts) -> Iterator[Option]:
    """One for each of the items most like it that nobody spoke of, had it been liked; the nearest first."""
    for place, near in enumerate(_near(replay, item)):
        change = say("whatif.like", title=titled(near.title, replay.shelf.schema))
        yield Option(f"like {near.id}", _FEEL + place * _NEXT, change, "likes", Feel(near.id, "like"))


def disliking(replay: Replay, item: Item, say: Texts) -> Iterator[Option]:
    for place, near in enumerate(_near(replay, item)):
        change = say("whatif.dislike", title=titled(near.title, replay.shelf.schema))
        yield Option(f"dislike {near.id}", _FEEL + place * _NEXT, change, "likes", Feel(near.id, "dislike"))


def remembering(replay: Replay, item: Item, say: Texts) -> Iterator[Option]:
    """What the conversation holds against the item itself: rejected, or shown before."""
    state = replay.state
    if item.id in state.rejected:
        yield Option("take back", 1.0, say("whatif.take_back"), "likes", Feel(item.id, "undo"))
    if item.id in state.shown:
        yield Option("unseen", 2.0, say("whatif.unseen"), "likes", state=lambda s: replace(s, shown=()))


def _worded(slot: Slot, number: float) -> str:
    if slot.kind == "level" and 0 <= int(number) < len(slot.levels):
        return slot.phrase.replace("{}", slot.levels[int(number)])
    text = number_text(number, slot)
    return text if slot.unit or slot.role == "released" else f"{slot.label} {text}"


def _ways(slot: Slot, number: float, side: str, language: str) -> Iterator[str]:
    values = [_worded(slot, number)]
    if slot.kind == "number":
        bare = number_text(number, replace(slot, unit=""))
        values += [f"{bare} {unit}" for unit in slot.units] + [bare]
        values += [f"{name} {bare}" for name in slot.names[:2]]
    for value in values:
        yield from (way.replace("{}", value) for way in _SAID[language][side])


def _moves_only(replay: Replay, text: str, broken: Constraint, item: Item) -> bool:
    """Whether saying it moves the bound so that the item is within, and changes nothing else."""
    before = replay.state
    act, now = done(Say(text), before, replay.understanding, replay.shelf)
    if act.act not in SHOWING or act.wanted_count or act.missing:
        return False
    rest = _conditions(before) - {(broken.slot, broken.op, broken.value)}
    added = [c for c in now.constraints if (c.slot, c.op, c.value) not in rest]
    same = replace(now, constraints=(), said=(), focus="") == replace(
        before, constraints=(), said=(), focus=""
    )
    moved = len(added) == 1 and added[0].slot == broken.slot and added[0].holds(item)
    return same and moved and rest <= _conditions(now) and _SIDE.get(added[0].op) == _SIDE[broken.op]


def _conditions(state: DialogueState) -> set[tuple[str, str, object]]:
    return {(c.slot, c.op, c.value) for c in state.constraints}


def _near(replay: Replay, item: Item) -> Iterator[Item]:
    state = replay.state
    spoken = (m.item_id for m in (*state.liked, *state.disliked, *state.like_this))
    known = frozenset((*state.rejected, *state.shown, *state.on_screen, *spoken))
    found = replay.recommending.retriever.search(Query(near=(item.id,), exclude=known), 2 * NEIGHBOURS)
    yield from (candidate.item for candidate in found.candidates[:NEIGHBOURS])
