"""Trying what could be otherwise by running the ranking, and telling what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.instead import All, Do, done
from bot.options import ChangeKind, Option
from bot.recommending import Ranking
from bot.replay import Replay, with_fact
from bot.texts import Texts
from bot.types import DialogueState
from retrieval.types import Item, Value


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """`change` in plain words ("without “no horror”"); `text` is the whole sentence with what would follow.

    `would_show` is the title, `item_id` the id, of what would then stand at `place`; empty and 0 where nothing would.
    `leaves` says that the item it is about would not be on the list.
    `do` is how a button carries it out (bot.assistant.Assistant.instead); None where nobody can.
    `facts` are the slots that the item would have other values in.
    """

    change: str
    text: str
    would_show: str
    item_id: str
    place: int
    leaves: bool
    kind: ChangeKind
    do: Do | None
    facts: tuple[tuple[str, Value], ...]
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


def told(
    options: Sequence[Option], say: Texts, key: str, now: Ranking, stands: Item | None, leaves: bool
) -> Counterfactual:
    """The sentence of the message `key`: what the options change, and that `stands` would then be on the list."""
    change, title = combined(options, say), stands.title if stands else ""
    place = now.ids.index(stands.id) + 1 if stands else 0
    text = say(key, change=change[:1].upper() + change[1:], title=title, place=place)
    return Counterfactual(
        change=change,
        text=text,
        would_show=title,
        item_id=stands.id if stands else "",
        place=place,
        leaves=leaves,
        kind=_kind(options),
        do=_together(options),
        facts=tuple(option.fact for option in options if option.fact),
        cost=sum(option.cost for option in options),
    )


def combined(options: Sequence[Option], say: Texts) -> str:
    """What they change, in one clause."""
    change = options[0].change
    for option in options[1:]:
        change = say("whatif.and", first=change, second=option.change)
    return change


def _kind(options: Sequence[Option]) -> ChangeKind:
    """What it takes at most: a fact is not the visitor's to change."""
    kinds = {option.kind for option in options}
    return "facts" if "facts" in kinds else "likes" if "likes" in kinds else "ask"


def _together(options: Sequence[Option]) -> Do | None:
    """How a button does all of them; None where one cannot be done."""
    dos = tuple(option.do for option in options if option.do is not None)
    if len(dos) < len(options):
        return None
    return dos[0] if len(dos) == 1 else All(dos)
