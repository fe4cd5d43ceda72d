"""Which recommendation turns are measured, what counts as found in them, and what may not be known before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from recsys.dialogues import RecommendationTurn, Utterance, mentioned
from recsys.errors import BadDialogues

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A turn to be measured: `gold` is what should be found, `excluded` are items that are no candidates.

    `first` says that it is its dialogue's first recommendation turn with a context.
    """

    dialogue_id: str
    index: int
    context: tuple[Utterance, ...]
    gold: tuple[str, ...]
    excluded: frozenset[str]
    first: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases by dialogue and turn; why turns were skipped; how many ids the catalogue lacks.

    `skipped` counts turns ("duplicate", "empty_context", "no_gold"). `unknown` counts (turn, gold) pairs whose
    gold the catalogue lacks ("gold"), which are misses whatever is ranked, and mentions of such items ("context"),
    which are ignored. Misses, since somebody did recommend them: a catalogue does not get better by lacking them.
    """

    cases: tuple[Case, ...]
    skipped: Mapping[str, int]
    unknown: Mapping[str, int]

    @property
    def dialogues(self) -> int:
        return len({case.dialogue_id for case in self.cases})

    @property
    def pairs(self) -> int:
        return sum(len(case.gold) for case in self.cases)


def cases_of(turns: Sequence[RecommendationTurn], known: Collection[str], *, new_only: bool = True) -> Cases:
    """The turns that count. BadDialogues where none does.

    New items only: gold that the turn does not mark as repeated; items of the context are no candidates.
    Otherwise: all gold, all candidates. Either way a turn needs a context, and each gold counts once. Of turns with
    the same dialogue and index the first counts.
    """
    skipped = Counter({"duplicate": 0, "empty_context": 0, "no_gold": 0})
    unique: dict[tuple[str, int], RecommendationTurn] = {}
    for turn in turns:
        skipped["duplicate"] += (turn.dialogue_id, turn.index) in unique
        unique.setdefault((turn.dialogue_id, turn.index), turn)
    cases: list[Case] = []
    begun: set[str] = set()
    for (dialogue_id, index), turn in sorted(unique.items()):
        if not turn.context:
            skipped["empty_context"] += 1
            continue
        first = dialogue_id not in begun
        begun.add(dialogue_id)
        gold = turn.new_gold if new_only else tuple(dict.fromkeys(turn.gold))
        if not gold:
            skipped["no_gold"] += 1
            continue
        excluded = frozenset(mentioned(turn.context)) if new_only else frozenset[str]()
        cases.append(Case(dialogue_id, index, turn.context, gold, excluded, first))
    if not cases:
        found = ", ".join(f"{count} {why}" for why, count in skipped.items()) if turns else "an empty file"
        raise BadDialogues(
            f"no turn can be measured: found {len(turns)} turns ({found}); expected turns with a context and "
            + ("a gold item that was not named before, or --with-repeats" if new_only else "a gold item")
        )
    ids = frozenset(known)
    unknown = {
        "gold": sum(gold not in ids for case in cases for gold in case.gold),
        "context": sum(item not in ids for case in cases for item in mentioned(case.context)),
    }
    return Cases(tuple(cases), dict(skipped), unknown)


def refuse_leaks(turns: Sequence[RecommendationTurn], learned: frozenset[str], who: str) -> None:
    """BadDialogues where a dialogue to be measured on is among those that `who` has learned from."""
    if shared := sorted({turn.dialogue_id for turn in turns} & learned):
        more = ", …" if len(shared) > MOST_NAMED else ""
        raise BadDialogues(
            f"{len(shared):,} of the dialogues to be measured on were learned from ({who}): "
            f"{', '.join(shared[:MOST_NAMED])}{more}. Expected dialogues never seen before: measure on others, "
            "or train without these"
        )
