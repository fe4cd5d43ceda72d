"""A small shop of kettles on disk, a model that says the facts that it is given, one that hears words,
and one that knows items."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.ports import LlmRequest
from recsys.dialogues import Utterance
from recsys.features import Floats
from retrieval.encoder import Encoder
from retrieval.types import Vector

KETTLE_SCHEMA = {
    "noun": {"one": "kettle", "many": "kettles"},
    "slots": [
        {"name": "price", "kind": "number", "role": "price", "label": "price", "unit": "€", "less": ["cheaper"]},
        {"name": "made", "kind": "number", "role": "released", "label": "year"},
        {"name": "maker", "kind": "name", "role": "maker", "label": "maker", "phrase": "by {}"},
        {
            "name": "kinds", "kind": "category", "role": "kind", "label": "kind", "many": True,
            "values": {"electric": ["plug-in"], "stovetop": ["hob"], "travel": []},
        },
        {
            "name": "noise", "kind": "level", "label": "noise", "phrase": "{} noise",
            "levels": ["no", "some", "much"],
        },
        {"name": "summary", "kind": "text", "role": "description", "label": "summary"},
    ],
}  # fmt: skip
KETTLES = [
    {"id": f"k{n}", "title": title, "price": price, "made": 1990 + n, "maker": maker, "kinds": kinds, "noise": noise,
     "summary": summary}
    for n, (title, price, maker, kinds, noise, summary) in enumerate(
        [
            ("Whistler", 30, "Ash & Son", ["stovetop"], 2, "A steel kettle that whistles loudly when it boils."),
            ("Quiet One", 80, "Berg", ["electric"], 0, "A glass kettle that boils in silence for late evenings."),
            ("Trotter", 20.5, "Berg", ["electric", "travel"], 1, "A folding kettle for trains and hotel rooms."),
            ("Old Faithful", 45, "Ash & Son", ["stovetop"], 2, "A heavy copper kettle for a farmhouse range."),
            ("Blink", 60, "Corda", ["electric"], 1, "A fast kettle that boils a cup in a blink."),
            ("Camper", 25, "Corda", ["stovetop", "travel"], 1, "A light kettle for campfires and mountains."),
            ("Gooseneck", 95, "Dane", ["electric"], 0, "A slow precise pour for coffee lovers."),
            ("<b>Bold</b>", 15, "Eve", ["electric"], 1, "A cheap kettle <script>alert(1)</script> for students."),
            ("Samovar", 120, "Fedorov", ["electric"], 1, "A tall urn for many guests and long parties."),
            ("Pebble", 35, "Dane", ["stovetop"], 0, "A round silent kettle for small kitchens."),
        ]
    )
]  # fmt: skip


def write_shop(directory: Path) -> Path:
    """The kettles as a catalogue directory, without an index."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "schema.json").write_text(json.dumps(KETTLE_SCHEMA), encoding="utf-8")
    (directory / "items.jsonl").write_text("\n".join(map(json.dumps, KETTLES)), encoding="utf-8")
    return directory


WISH = re.compile(r"(.)you asked (“[^”]*”): (.*)")
LABEL = re.compile(r"it [\w ]+: ([^.]*)")


class Teller:
    """A model that says each wish of a brief and how it is met, else the first fact; `calls` before it does.

    Asked the older way, it says the first sentence it may.
    """

    name = "teller"

    def __init__(self, calls: Callable[[LlmRequest], None] = lambda _: None) -> None:
        self._calls = calls

    def ready(self) -> bool:
        return True

    def stream(self, request: LlmRequest) -> Iterator[str]:
        self._calls(request)
        if request.choices:
            yield request.messages[-1][1]
            yield request.choices[0]
            return
        _, *lines, _ = request.messages[-1][1].splitlines()
        wishes = [WISH.sub(r"You asked for \2\1, and it \3.", line) for line in lines if WISH.match(line)]
        told = [f"It {line[1:]}{line[0]}." for line in lines if line[1:].startswith(("is ", "has "))]
        yield LABEL.sub(r"it is \1", " ".join(wishes or told or [line[1:] for line in lines]))


class Listener:
    """Hears a conversation as its plain words: items that share words with it fit. `heard` is each text."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.heard: list[str] = []

    def fit(self, conversation: Sequence[Utterance], titles: Mapping[str, str], vectors: Floats) -> Floats:
        shown = [", ".join(titles[item] for item in u.items if item in titles) for u in conversation]
        texts = [u.text or named for u, named in zip(conversation, shown, strict=True)]
        self.heard.append(" / ".join(texts))
        return np.asarray(18.0 * vectors @ self.encoder.encode([" ".join(texts)])[0], dtype=np.float64)

    def wanted(self, conversation: Sequence[Utterance], titles: Mapping[str, str]) -> Vector:
        return self.encoder.encode([" ".join(utterance.text for utterance in conversation)])[0]

    def read_ahead(self, conversations: Iterable[Sequence[Utterance]], titles: Mapping[str, str]) -> None:
        """Reading costs it nothing."""


class Knower:
    """Knows some items by id: how each is placed by whatever was learned, more the more was said."""

    def __init__(self, known: Mapping[str, float]) -> None:
        self.known = known

    def parts(
        self, conversation: Sequence[Utterance], titles: Mapping[str, str], item_ids: Sequence[str]
    ) -> Floats:
        said = 1.0 + len(conversation)
        rows = [[self.known.get(item, np.nan) * said * n for n in range(1, 7)] for item in item_ids]
        return np.array(rows, dtype=np.float64).reshape(len(item_ids), 6)
