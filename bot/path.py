"""The decision path of a turn: from words to the items shown, each step with counts, time and what is in it.

Counts and times are those of the turn as it happened; what a step holds is found by running it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chips import chips
from bot.recommending import Ranking
from bot.replay import Replay, same
from bot.state import to_query
from bot.texts import Texts
from bot.types import Cards, DialogueState, Turn
from recsys.contrast import part_words
from recsys.types import Recommendation
from retrieval.types import Candidate, Constraint, Item, Query, Step

SOURCES = ("meaning", "learned", "words", "near", "popular")
MOST_NAMED = 5
BEYOND = 3
"""How many scored items are told beyond those shown."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of an opened step."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """`step` is its name, `label` that in plain words. `before` and `after` count what went in and came out; `ms` is
    what it took when it happened (0: unknown)."""

    step: str
    label: str
    before: int
    after: int
    detail: str = ""
    ms: float = 0.0
    details: tuple[Detail, ...] = ()


def path_of(turn: Turn, replay: Replay, say: Texts) -> tuple[PathStep, ...]:
    """Every step of a turn that showed items. `replay` is the turn's as it was; where the ranking of today is another
    one, no step has details that it would have to be run for, and the last one says so."""
    if turn.cards is None:
        return ()
    ranking = replay.all()
    as_shown = same(turn, replace(ranking, best=ranking.best[: replay.n]))
    return tuple(_Told(turn, turn.cards, replay, say, ranking if as_shown else None).steps())


@dataclass(frozen=True, slots=True)
class _Told:
    turn: Turn
    cards: Cards
    replay: Replay
    say: Texts
    ranking: Ranking | None

    def steps(self) -> Iterator[PathStep]:
        turn, cards, pieces, said = self.turn, self.cards, self._pieces(), self._said()
        recorded = [step for step in cards.path if step.name != "scored"]
        yield self._step(
            "utterance", len(turn.text.split()), len(pieces), turn.text, turn.timings.understand, pieces
        )
        if said:
            reading = max(turn.timings.retrieve - sum(step.ms for step in recorded), 0.0)
            yield self._step("conversation", len(said), len(said), ms=reading, details=said)
        kept = [c for c in turn.state.constraints if c not in cards.relaxed]
        if cards.relaxed:
            let_go = [Detail(self._label(one), f"“{one.source}”") for one in cards.relaxed]
            yield self._step("relaxed", len(kept) + len(let_go), len(kept), details=let_go)
        filters, named = iter(kept), iter(self._near())
        for step in recorded:
            if step.name == "filter" and (constraint := next(filters, None)):
                yield self._step(
                    step.name,
                    step.before,
                    step.after,
                    self._label(constraint),
                    step.ms,
                    self._alone(constraint),
                )
            else:
                near = next(named, None) if step.name == "near" else None
                title = near.title if near else ""
                yield self._step(step.name, step.before, step.after, title, step.ms, self._source(step, near))
        candidates, n = (recorded[-1].after if recorded else 0), len(cards.cards)
        changed = "" if self.ranking else self.say("path.changed")
        shown = [Detail(c.recommendation.item.title, f"{c.recommendation.score:.2f}") for c in cards.cards]
        yield self._step("scored", candidates, candidates, ms=turn.timings.rank, details=self._scores())
        yield self._step("diversity", candidates, n, details=self._displaced())
        yield self._step("shown", n, n, changed, details=shown)

    def _step(
        self,
        name: str,
        before: int,
        after: int,
        detail: str = "",
        ms: float = 0.0,
        details: Sequence[Detail] = (),
    ) -> PathStep:
        label = self.say(f"path.{name.replace(' ', '_')}")
        return PathStep(name, label, before, after, detail, ms, tuple(details))

    def _pieces(self) -> list[Detail]:
        """What the state holds, each with the visitor's words that it comes from."""
        held = chips(self.turn.state, self.replay.shelf)
        return [Detail(chip.label, f"“{chip.source}”" if chip.source else "") for chip in held]

    def _said(self) -> list[Detail]:
        """What of the conversation was read for the ranking, where it is read."""
        if self.replay.recommending.talk is None:
            return []
        said = self.replay.state.said
        get = self.replay.shelf.get
        titles = ([item.title for i in one.items if (item := get(i))] for one in said)
        return [
            Detail(self.say(f"path.{one.role}"), one.text or self.say("list.comma").join(named))
            for one, named in zip(said, titles, strict=True)
        ]

    def _label(self, constraint: Constraint) -> str:
        found = chips(DialogueState(constraints=(constraint,)), self.replay.shelf)
        return found[0].label if found else constraint.source

    def _alone(self, constraint: Constraint) -> list[Detail]:
        """How many items meet the condition by itself."""
        alone = self.replay.recommending.retriever.count(Query(constraints=(constraint,)))
        said = [Detail(self.say("path.asked"), f"“{constraint.source}”")] if constraint.source else []
        return [*said, Detail(self.say("path.alone"), str(alone))]

    def _near(self) -> list[Item]:
        """The items that were searched near, in the order of the search."""
        get = self.replay.shelf.get
        return [item for item_id in to_query(self.replay.state).near if (item := get(item_id))]

    def _source(self, step: Step, near: Item | None) -> list[Detail]:
        """What one way of finding brought that no other did, and what it found first."""
        if self.ranking is None or step.name not in SOURCES:
            return []
        found = [c for c in self.ranking.found.candidates if step.name in c.found_by]
        only = [c for c in found if c.found_by == (step.name,)]
        fit = self._fit(step.name, near)
        first = sorted(found, key=lambda c: (-fit(c), c.item.id))[:MOST_NAMED]
        titles = self.say("list.comma").join(candidate.item.title for candidate in first)
        return [
            Detail(self.say("path.kept"), str(len(found))),
            Detail(self.say("path.only"), str(len(only))),
            *([Detail(self.say("path.first"), titles)] if titles else []),
        ]

    def _fit(self, source: str, near: Item | None) -> Callable[[Candidate], float]:
        """How well a source thinks of a candidate."""
        recommending, direction = self.replay.recommending, None
        match source:
            case "meaning":
                return lambda candidate: candidate.words_fit
            case "words":
                return lambda candidate: candidate.names_fit
            case "near" if near:
                direction = recommending.retriever.vector(near.id)
            case "learned":
                direction = recommending.query(self.replay.state).toward
        return lambda candidate: 0.0 if direction is None else float(candidate.vector @ direction)

    def _scores(self) -> list[Detail]:
        """The best by score alone, with what made the score."""
        return [self._parts(one) for one in self._by_score()[: self.replay.n + BEYOND]]

    def _parts(self, one: Recommendation) -> Detail:
        schema = self.replay.shelf.schema
        parts = [p for p in sorted(one.contributions, key=lambda p: -abs(p.value)) if p.name != "variety"]
        told = [f"{part_words(p.name, schema)} {p.value:+.2f}" for p in parts[:3] if abs(p.value) >= 0.005]
        return Detail(one.item.title, f"{_bare(one):.2f}: {self.say('list.comma').join(told)}")

    def _displaced(self) -> list[Detail]:
        """Which items stand elsewhere, or not at all, since they are like what stands above them."""
        if self.ranking is None:
            return []
        n, moved = self.replay.n, []
        for place, one in enumerate(self._by_score()[:n], start=1):
            if one.rank != place:
                key = "path.moved" if one.rank <= n else "path.displaced"
                moved.append(Detail(one.item.title, self.say(key, place=place, now=one.rank)))
        return moved

    def _by_score(self) -> list[Recommendation]:
        best = self.ranking.best if self.ranking else ()
        return sorted(best, key=lambda one: (-_bare(one), one.item.id))


def _bare(one: Recommendation) -> float:
    """The score before what was taken off for being like what stands above."""
    return one.score - sum(part.value for part in one.contributions if part.name == "variety")
