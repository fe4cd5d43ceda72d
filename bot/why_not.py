"""Why an item is not on the list: what it breaks or where it falls short, and the nearest change to bring it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.answers import titled
from bot.fact_options import meeting
from bot.options import Option, allowing, dropping, liking, remembering
from bot.recommending import Ranking
from bot.replay import Replay
from bot.state import to_query
from bot.texts import Texts
from bot.trials import Counterfactual, Trials, told
from bot.types import DialogueState
from recsys.contrast import breaks, contrast
from recsys.counterfactual import Change, smallest
from recsys.types import Preferences, Recommendation
from retrieval.types import Constraint, Item

Standing = Literal[
    "shown", "rejected", "named", "seen", "nothing shown", "up", "breaks", "lower", "not found"
]
MOST_RUNS = 12
"""Rankings that are run for each kind of change."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition that the item does not meet, and that in words with the item's own value."""

    constraint: Constraint
    text: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """`own` is the item as the ranking places it (None: not among what a wide search brings), `last` the last one
    shown. `nearest` are the smallest changes that would bring it in, at most one of each kind, each one run."""

    item: Item
    standing: Standing
    text: str
    breaks: tuple[Broken, ...] = ()
    own: Recommendation | None = None
    last: Recommendation | None = None
    nearest: tuple[Counterfactual, ...] = ()


def why_not(replay: Replay, state: DialogueState, item: Item, say: Texts) -> WhyNot:
    """`state` is the conversation's now, `replay` ranks it as the list on the screen was ranked."""
    base, schema = replay.run(), replay.shelf.schema
    nearest = tuple(_nearest(Trials(replay, item, say), base)) if state.on_screen else ()
    if item.id in state.rejected or any(m.item_id == item.id for m in state.disliked):
        return WhyNot(
            item, "rejected", say("whynot.rejected", title=titled(item.title, schema)), nearest=nearest
        )
    if item.id in state.on_screen:
        return WhyNot(item, "shown", say("whynot.shown", title=titled(item.title, schema)))
    if any(m.item_id == item.id for m in (*state.liked, *state.like_this)):
        return WhyNot(item, "named", say("whynot.named", title=titled(item.title, schema)), nearest=nearest)
    if not state.on_screen:
        return WhyNot(item, "nothing shown", say("whynot.nothing", many=schema.noun.many))
    own, last = replay.place(item.id), base.best[-1] if base.best else None
    if own is not None and own.rank <= len(base.best):
        text = say("whynot.up", title=titled(item.title, schema), place=own.rank)
        return WhyNot(item, "up", text, own=own, last=last)
    text = contrast(item, base.best, base.preferences, schema, own).text
    breaks = tuple(_broken(replay, item)) if not base.relaxed else ()
    standing: Standing = (
        "breaks" if breaks else "seen" if item.id in replay.state.shown else "lower" if own else "not found"
    )
    return WhyNot(item, standing, text, breaks, own, last, nearest)


def _broken(replay: Replay, item: Item) -> Iterator[Broken]:
    for constraint in replay.state.constraints:
        for evidence in breaks(item, Preferences(constraints=(constraint,)), replay.shelf.schema):
            yield Broken(constraint, evidence.text)


def _nearest(trials: Trials, base: Ranking) -> Iterator[Counterfactual]:
    """The smallest change of the ask and of the likes that brings the item in, of both together where neither alone
    does, and of the item's facts. Nothing where it would come as it is."""
    replay, item, say = trials.replay, trials.item, trials.say
    if item.id in base.ids:
        return

    def run(options: tuple[Option, ...]) -> Ranking | None:
        if len(options) > 1 and any(option.state for option in options):
            return None  # what was shown is not the visitor's to change: told alone or not at all
        state, imagined = trials.otherwise(options)
        return trials.run(options) if base.relaxed or _may_come(state, imagined or item) else None

    def brings(options: Iterable[Option], runs: int) -> Change[Option, Ranking] | None:
        return smallest(list(options), run, lambda now: item.id in now.ids, runs=runs, together=3)

    asks = [*remembering(replay, item, say), *dropping(replay, say)]
    for constraint in replay.state.constraints:
        asks += allowing(replay, constraint, [item], say, most=1)
    liked = list(liking(replay, item, say))
    likes = [*(option for option in asks if option.kind == "likes"), *liked]
    found = [change for options in (asks, likes) if (change := brings(options, MOST_RUNS))]
    if not found and (change := brings([*asks, *liked], MOST_RUNS)):
        found = [change]
    if change := brings(meeting(replay, item, say), MOST_RUNS):
        found.append(change)
    for change in {change.edits: change for change in found}.values():
        yield told(change.edits, say, "whatif.comes", change.outcome, item, leaves=False)


def _may_come(state: DialogueState, item: Item) -> bool:
    """Whether the search may bring it at all: what cannot be is not run."""
    query = to_query(state)
    return item.id not in query.exclude.union(query.near) and all(c.holds(item) for c in state.constraints)
