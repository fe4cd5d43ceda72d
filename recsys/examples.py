"""What the fine-tuning learns from: contexts with the items that came next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.context_text import context_text
from recsys.dialogues import Dialogue, RecommendationTurn, Utterance, mentioned
from recsys.history import Named, history

SEEKER_WEIGHT = 0.5
"""What a seeker names next says less of what to recommend than what was recommended."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A context and the rows of what came next; `known` are the rows named before, which are no candidates.

    `worded` says whether the dialogue has words at all.
    """

    text: str
    named: tuple[Named, ...]
    known: tuple[int, ...]
    gold: tuple[int, ...]
    worded: bool
    weight: float = 1.0


def example_of(
    context: Sequence[Utterance],
    gold: Sequence[str],
    rows: Mapping[str, int],
    titles: Mapping[str, str],
    worded: bool,
    weight: float = 1.0,
) -> Example:
    return Example(
        context_text(context, titles),
        history(context, rows),
        tuple(rows[item] for item in mentioned(context) if item in rows),
        tuple(rows[item] for item in gold if item in rows),
        worded,
        weight,
    )


def examples_of(
    dialogues: Sequence[Dialogue],
    turns: Sequence[RecommendationTurn],
    rows: Mapping[str, int],
    titles: Mapping[str, str],
) -> list[Example]:
    """Every recommendation of new items, and what seekers name of themselves, where something came before.

    The recommendations are those of `turns`; a dialogue without any is walked through for its own.
    """
    have = {turn.dialogue_id for turn in turns}
    worded = {turn.dialogue_id for turn in turns if any(u.text for u in turn.context)}
    worded |= {dialogue.id for dialogue in dialogues if any(u.text for u in dialogue.utterances)}
    found = [
        example_of(turn.context, turn.new_gold, rows, titles, turn.dialogue_id in worded)
        for turn in turns
        if turn.context
    ]
    for dialogue in dialogues:
        roles = ("seeker",) if dialogue.id in have else ("seeker", "recommender")
        found += _walked(dialogue, roles, rows, titles)
    return [example for example in found if example.gold and (example.text or example.named)]


def _walked(
    dialogue: Dialogue, roles: Sequence[str], rows: Mapping[str, int], titles: Mapping[str, str]
) -> Iterator[Example]:
    worded = any(utterance.text for utterance in dialogue.utterances)
    for place, utterance in enumerate(dialogue.utterances):
        context = dialogue.utterances[:place]
        if not context or utterance.role not in roles or (utterance.role == "seeker" and not worded):
            continue
        new = [item for item in dict.fromkeys(utterance.items) if item not in mentioned(context)]
        weight = SEEKER_WEIGHT if utterance.role == "seeker" else 1.0
        yield example_of(context, new, rows, titles, worded, weight)


def unseen_without_words(dialogues: Sequence[Dialogue], rows: Mapping[str, int], n: int) -> Mask:
    """The items, shape (n,), that dialogues without words cannot tell of, since they never name them though
    dialogues with words do: what was left out of a collection is not what nobody wanted."""
    named = np.zeros((2, n), dtype=np.bool_)
    for dialogue in dialogues:
        worded = any(utterance.text for utterance in dialogue.utterances)
        named[int(worded), [rows[i] for i in mentioned(dialogue.utterances) if i in rows]] = True
    return np.asarray(named[1] & ~named[0] & bool(named[0].any()), dtype=np.bool_)
