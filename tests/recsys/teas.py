"""A shelf of invented teas, and what people said about them: enough to fine-tune on, in seconds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from recsys.card import Card
from recsys.checkpoint import Trained, start_from
from recsys.dialogues import Dialogue, RecommendationTurn, Utterance
from recsys.learning import Learning
from recsys.query_encoder import QueryEncoder
from recsys.splits import turns_of
from recsys.training import Lessons, Stamp, train
from retrieval.encoder import SentenceEncoder
from retrieval.text import item_text
from retrieval.types import Item, Schema, Slot
from tests.recsys.talks import ticking

SCHEMA = Schema(
    (
        Slot("kind", "category", "kind", role="kind"),
        Slot("grower", "name", "grower", role="maker"),
        Slot("taste", "text", "taste", role="description"),
    )
)
TEAS: dict[str, tuple[str, str, str, str]] = {
    "anvil": ("Anvil", "black", "Ida Holm", "A strong malty tea for dark mornings, drunk with milk."),
    "bugle": ("Bugle", "black", "Ida Holm", "A bold brisk breakfast tea that wakes the whole house."),
    "cellar": ("Cellar", "black", "Per Lund", "Dark, malty and heavy, like toast and treacle."),
    "dew": ("Dew", "green", "Mara Voss", "A light grassy green tea, sweet and delicate."),
    "egret": ("Egret", "green", "Mara Voss", "Delicate spring leaves that taste of fresh peas."),
    "fern": ("Fern", "green", "Per Lund", "A mild green tea with a scent of meadows."),
    "grate": ("Grate", "smoked", "Tom Ash", "Smoked over pine fires: campfire, tar and leather."),
    "hearth": ("Hearth", "smoked", "Tom Ash", "A smoky tea that smells of a bonfire in autumn."),
    "inkpot": ("Inkpot", "smoked", "Ida Holm", "Smoke and dark plums, for whisky lovers."),
    "jasper": ("Jasper", "herbal", "Lena Roos", "Camomile and lavender without caffeine, for sleep."),
    "kindle": ("Kindle", "herbal", "Lena Roos", "A calming herbal cup for the evening, caffeine free."),
    "lull": ("Lull", "herbal", "Mara Voss", "Lime blossom and mint that help you to nod off."),
}
ITEMS = tuple(
    Item(name, title, {"kind": kind, "grower": grower, "taste": taste})
    for name, (title, kind, grower, taste) in TEAS.items()
)
_ASKS = (
    ("Something strong for the morning", "I like {}, it is so malty", ("anvil", "bugle", "cellar")),
    ("A light and delicate green tea please", "{} is lovely and grassy", ("dew", "egret", "fern")),
    ("I want it smoky like a campfire", "I enjoy the smoke of {}", ("grate", "hearth", "inkpot")),
    ("Something without caffeine to help me sleep", "{} calms me down", ("jasper", "kindle", "lull")),
)


def _dialogue(name: str, ask: str, liking: str, first: str, second: str) -> Dialogue:
    title = TEAS[first][0]
    return Dialogue(
        name,
        (
            Utterance("seeker", f"{ask}. {liking.format(title)}", (first,)),
            Utterance("recommender", f"Then try {TEAS[second][0]}", (second,)),
        ),
    )


def _told(prefix: str, pairs: Sequence[tuple[int, int]]) -> tuple[Dialogue, ...]:
    return tuple(
        _dialogue(f"{prefix}{k}{one}{other}", ask, liking, teas[one], teas[other])
        for k, (ask, liking, teas) in enumerate(_ASKS)
        for one, other in pairs
    )


DIALOGUES = _told("t", ((0, 1), (1, 2), (2, 0), (1, 0)))
HELD = _told("v", ((0, 2), (2, 1)))
MORNING = (Utterance("seeker", "A strong malty tea with milk for breakfast", ()),)
NIGHT = (Utterance("seeker", "Something herbal that helps me to sleep", ("jasper",)),)
CONTEXTS = ((), MORNING, NIGHT, HELD[0].utterances, (Utterance("recommender", "", ("dew", "elsewhere")),))
HOW = Learning(epochs=2, batch=8)


@cache
def sentence_encoder() -> SentenceEncoder:
    return SentenceEncoder()


def embed(items: Sequence[Item]) -> Any:
    return sentence_encoder().encode([item_text(SCHEMA, item) for item in items])


def encoder() -> tuple[str, str]:
    return sentence_encoder().name, sentence_encoder().source


def turns(dialogues: Sequence[Dialogue]) -> tuple[RecommendationTurn, ...]:
    return tuple(turn for dialogue in dialogues for turn in turns_of(dialogue))


def lessons(**changed: Any) -> Lessons:
    items = changed.get("items", ITEMS)
    given = {"schema": SCHEMA, "items": items, "vectors": embed(items), "dialogues": DIALOGUES, "turns": ()}
    return Lessons(**{**given, "held_out": turns(HELD), **changed})


def learn(
    work: Path,
    given: Lessons | None = None,
    how: Learning = HOW,
    say: Callable[[str, int, int], None] = lambda *_: None,
    keep: bool = False,
    start: Path | None = None,
) -> tuple[Trained, Card]:
    """Train in `work`, which is emptied when it is done, unless to `keep` it was asked for."""
    name, source = encoder()
    stamp = Stamp("teas", "1.0", "0123abc", "2026-01-01T00:00:00+00:00", name, ticking())
    reader = QueryEncoder(source)
    begun = None if start is None else start_from(start, reader, name)
    done = train(given or lessons(), reader, how, work, stamp, say, begun)
    if not keep:
        shutil.rmtree(work)
    return done
