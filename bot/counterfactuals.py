"""What would change the list: the smallest changes of the ask, the likes or an item's facts, each one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.chip_ids import constraint_chip
from bot.fact_options import breaking, losing
from bot.instead import All, Do, Drop, done
from bot.options import NEIGHBOURS, ChangeKind, Option, allowing, disliking, dropping, liking
from bot.recommending import Ranking
from bot.replay import Replay, with_fact
from bot.texts import Texts
from bot.types import DialogueState
from recsys.counterfactual import changes
from recsys.types import Evidence
from retrieval.types import Item

MOST_RUNS = 12
"""Rankings that are run for pairs of changes, where no single one takes the item off."""
MOST_MOVES, MOST_FACTS = 2, 5
MOST_TOLD = {"ask": 5, "likes": 3, "facts": 2}


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """`change` in plain words ("without “no horror”"); `text` is the whole sentence with what would follow.

    `would_show` is the title, `item_id` the id, of what would then stand at `place`; empty and 0 where nothing would.
    `leaves` says that the item it is about would not be on the list.
    `do` is how a button carries it out (bot.assistant.Assistant.instead); None where nobody can.
    """

    change: str
    text: str
    would_show: str
    item_id: str
    place: int
    leaves: bool
    kind: ChangeKind
    do: Do | None
    cost: float


@dataclass(frozen=True, slots=True)
class Trials:
    """Runs options on the replay, each set once. `item` is the one whose facts may be otherwise."""

    replay: Replay
    item: Item
    say: Texts
    ran: dict[frozenset[str], Ranking | None] = field(default_factory=dict)

    def run(self, options: tuple[Option, ...]) -> Ranking | None:
        """The list had all of these been otherwise; None where they cannot be together."""
        key = frozenset(option.name for option in options)
        if key not in self.ran:
            self.ran[key] = self._run(options)
        return self.ran[key]

    def otherwise(self, options: tuple[Option, ...]) -> tuple[DialogueState, Item | None]:
        """The state, and the item where a fact of it is another, had all of these been otherwise."""
        replay, item = self.replay, self.item
        state = replay.state
        for option in options:
            if option.do is not None:
                _, state = done(option.do, state, replay.understanding, replay.shelf)
            if option.state is not None:
                state = option.state(state)
            if option.fact is not None:
                item = with_fact(item, *option.fact)
        return state, item if any(option.fact for option in options) else None

    def _run(self, options: tuple[Option, ...]) -> Ranking | None:
        slots = [option.fact[0] for option in options if option.fact]
        return self.replay.run(*self.otherwise(options)) if len(set(slots)) == len(slots) else None


def of_shown(
    trials: Trials, evidence: Sequence[Evidence], base: Ranking, nexts: Sequence[Item]
) -> tuple[Counterfactual, ...]:
    """What would take a shown item off the list, what would be first without each wish, and what would come.

    `base` is the list as it is, with the item; `nexts` are the items that stand next below it.
    """
    replay, item, say = trials.replay, trials.item, trials.say

    def leaves(now: Ranking) -> bool:
        return item.id not in now.ids

    def comes(now: Ranking) -> bool:
        return not set(now.ids) <= set(base.ids)

    def found(options: Iterable[Option], goal: Callable[[Ranking], bool], runs: int) -> Iterator[Option]:
        return (change.edits[0] for change in changes([*options], trials.run, goal, runs=runs, together=1))

    drops = list(dropping(replay, say))
    singles = [
        *drops,
        *(next(found(moves, comes, MOST_MOVES), None) for moves in _moves(trials, base)),
        next(found(disliking(replay, item, say), leaves, NEIGHBOURS), None),
        next(found((o for near in nexts[:1] for o in liking(replay, near, say)), comes, NEIGHBOURS), None),
        next(found(losing(replay, item, evidence, say), leaves, MOST_FACTS), None),
        next(found(breaking(replay, item, say), leaves, MOST_FACTS), None),
    ]
    told = [one for option in singles if option and (one := _told(trials, (option,), base))]
    if not any(one.leaves and one.kind != "facts" for one in told):
        pairs = changes(drops, trials.run, leaves, runs=len(drops) + MOST_RUNS)
        told += [one for pair in pairs if len(pair.edits) > 1 and (one := _told(trials, pair.edits, base))][
            :1
        ]
    return tuple(_chosen(told))


def combined(options: Sequence[Option], say: Texts) -> str:
    """What they change, in one clause."""
    change = options[0].change
    for option in options[1:]:
        change = say("whatif.and", first=change, second=option.change)
    return change


def together(options: Sequence[Option]) -> Do | None:
    """How a button does all of them; None where one cannot be done."""
    dos = tuple(option.do for option in options if option.do is not None)
    if len(dos) < len(options):
        return None
    return dos[0] if len(dos) == 1 else All(dos)


def begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _moves(trials: Trials, base: Ranking) -> Iterator[Iterable[Option]]:
    """For each bound on a number, moves of it that may let something in: what scores as well as what is shown."""
    replay = trials.replay
    least = min((best.score for best in base.best), default=0.0)
    for constraint in replay.state.constraints:
        if isinstance(constraint.value, int | float):
            dropped = done(
                Drop(constraint_chip(constraint)), replay.state, replay.understanding, replay.shelf
            )
            high = [best.item for best in replay.all(dropped[1]).best if best.score >= least]
            yield allowing(replay, constraint, high, trials.say, MOST_MOVES)


def _told(trials: Trials, options: tuple[Option, ...], base: Ranking) -> Counterfactual | None:
    """What follows from the change, in one sentence; None where nothing does that is worth a word."""
    now, item, say = trials.run(options), trials.item, trials.say
    if now is None or now.ids == base.ids:
        return None
    new = [best.item for best in now.best if best.item.id not in base.ids]
    leaves = item.id not in now.ids
    if leaves:
        place = base.ids.index(item.id)
        stands = now.best[min(place, len(now.best) - 1)].item if now.best else None
        key = "whatif.leaves" if stands else "whatif.leaves.nothing"
    elif now.ids[0] != base.ids[0]:
        stands = now.best[0].item
        key = "whatif.rises" if stands.id == item.id else "whatif.first"
    elif new:
        stands, key = new[0], "whatif.enters"
    else:
        return None
    change, title = combined(options, say), stands.title if stands else ""
    text = say(key, change=begun(change), title=title)
    place = now.ids.index(stands.id) + 1 if stands else 0
    cost = sum(option.cost for option in options)
    return Counterfactual(
        change,
        text,
        title,
        stands.id if stands else "",
        place,
        leaves,
        options[0].kind,
        together(options),
        cost,
    )


def _chosen(told: Iterable[Counterfactual]) -> Iterator[Counterfactual]:
    """Of each kind the first few: what takes the item off before the rest, small changes before large ones."""
    ordered = sorted(told, key=lambda one: (not one.leaves, one.cost, one.change))
    for kind, most in MOST_TOLD.items():
        yield from [one for one in ordered if one.kind == kind][:most]
