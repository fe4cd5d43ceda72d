"""What people did with items, told as conversations without words: so that one training serves both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recsys.dialogues import Dialogue, Utterance

LONGEST = 20
"""Items of one session: a lifetime of ratings would say of everything that it goes with everything."""

MARK = "user "
"""What the id of a session begins with."""

UNWANTED = frozenset({"dislike", "dismiss", "undo"})


@dataclass(frozen=True, slots=True)
class Interaction:
    """`time` in seconds, or None. `value` is a rating where `kind` is "rating", else how often or how much."""

    user: str
    item: str
    kind: str
    value: float
    time: float | None


def sessions_of(interactions: Sequence[Interaction]) -> tuple[Dialogue, ...]:
    """What each user wanted, oldest first, in sessions of at most LONGEST items, each item once.

    A rating tells of wanting where it is at least that user's mean; anything else where it is not unwanted.
    Each item is told as recommended, since what is learned is what to recommend next.
    """
    by_user: dict[str, list[Interaction]] = defaultdict(list)
    for each in interactions:
        by_user[each.user].append(each)
    return tuple(session for user in sorted(by_user) for session in _sessions(user, by_user[user]))


def _sessions(user: str, done: Sequence[Interaction]) -> Iterator[Dialogue]:
    ratings = [each.value for each in done if each.kind == "rating"]
    mean = sum(ratings) / len(ratings) if ratings else 0.0
    ordered = sorted(done, key=lambda each: each.time or 0.0)
    wanted = [e.item for e in ordered if (e.value >= mean if e.kind == "rating" else e.kind not in UNWANTED)]
    items = list(dict.fromkeys(wanted))
    for start in range(0, len(items), LONGEST):
        told = tuple(Utterance("recommender", "", (item,)) for item in items[start : start + LONGEST])
        yield Dialogue(f"{MARK}{user}/{start}", told)
