"""Setting dialogues aside, so that nothing is judged by what it learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from recsys.dialogues import Dialogue, RecommendationTurn, mentioned

ASIDE = 10
"""One dialogue in this many is set aside."""


def set_aside(
    dialogues: Sequence[Dialogue], turns: Sequence[RecommendationTurn]
) -> tuple[tuple[Dialogue, ...], tuple[RecommendationTurn, ...], tuple[RecommendationTurn, ...]]:
    """Dialogues and turns to learn from, and the turns of the dialogues set aside, chosen by a hash of their ids."""
    have = {turn.dialogue_id for turn in turns}
    own = [turn for dialogue in dialogues if dialogue.id not in have for turn in turns_of(dialogue)]
    kept = tuple(dialogue for dialogue in dialogues if not _aside(dialogue.id))
    learned = tuple(turn for turn in turns if not _aside(turn.dialogue_id))
    held = tuple(turn for turn in (*turns, *own) if _aside(turn.dialogue_id))
    return kept, learned, held


def turns_of(dialogue: Dialogue) -> list[RecommendationTurn]:
    """The recommendations of a dialogue: what the recommender named, after what was said before."""
    found = []
    for place, utterance in enumerate(dialogue.utterances):
        if utterance.role == "recommender" and utterance.items:
            context = dialogue.utterances[:place]
            known = frozenset(mentioned(context))
            repeated = tuple(item in known for item in utterance.items)
            found.append(RecommendationTurn(dialogue.id, place, context, utterance.items, repeated))
    return found


def _aside(dialogue_id: str) -> bool:
    return int(hashlib.sha256(dialogue_id.encode("utf-8", "surrogatepass")).hexdigest(), 16) % ASIDE == 0
