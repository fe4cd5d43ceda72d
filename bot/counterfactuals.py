"""What would change the list: the smallest changes of the ask, the likes or an item's facts, each one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.chip_ids import constraint_chip
from bot.fact_options import breaking, losing
from bot.instead import Drop, done
from bot.options import NEIGHBOURS, Option, allowing, disliking, dropping, liking
from bot.recommending import Ranking
from bot.trials import Counterfactual, Trials, told
from recsys.counterfactual import changes
from recsys.types import Evidence
from retrieval.types import Item

MOST_RUNS = 12
"""Rankings that are run for pairs of changes, where no single one takes the item off."""
MOST_MOVES, MOST_FACTS = 2, 5
MOST_TOLD = {"ask": 5, "likes": 3, "facts": 2}


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
    known = [one for option in singles if option and (one := _told(trials, (option,), base))]
    if not any(one.leaves and one.kind != "facts" for one in known):
        pairs = changes(drops, trials.run, leaves, runs=len(drops) + MOST_RUNS)
        both = next((_told(trials, pair.edits, base) for pair in pairs if len(pair.edits) > 1), None)
        known += [both] if both else []
    return tuple(_chosen(known))


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
    return told(options, say, key, now, stands, leaves)


def _chosen(known: Iterable[Counterfactual]) -> Iterator[Counterfactual]:
    """Of each kind the first few: what takes the item off before the rest, small changes before large ones."""
    ordered = sorted(known, key=lambda one: (not one.leaves, one.cost, one.change))
    for kind, most in MOST_TOLD.items():
        yield from [one for one in ordered if one.kind == kind][:most]
