"""From nothing but the shipped films and a seed to an adapter with its card: what `because train --writer` does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.writer_training.pairs import pairs
from bot.writer_training.prepared import (
    Lesson,
    hash_of,
    lessons,
    own_words,
    prepared,
    read_lessons,
    write_lessons,
)
from bot.writer_training.training import Recipe, train_writer
from prompts.template import Prompt

LESSONS = "lessons.jsonl.gz"
CARD = "card.json"
WORDS = "words.txt"
HELD_BACK = 64
"""Lessons that the loss is measured on, and that are not learned from."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the card says of the circumstances."""

    base: str
    version: str
    created: str
    commit: str


def teach(
    model: Any,
    tokenizer: Any,
    prompt: Prompt,
    films: Path,
    recipe: Recipe,
    into: Path,
    stamp: Stamp,
    say: Callable[[int, float], None],
    clock: Callable[[], float],
    given: Path | None = None,
    n: int = 6200,
) -> dict[str, Any]:
    """Makes `n` lessons (or takes the file `given`) and trains the model on them; goes on where it was cut off.

    Writes the adapter, the lessons, the words that these join the evidence with, and the card, which is returned.
    """
    into.mkdir(parents=True, exist_ok=True)
    made = _made(films, recipe.seed, given or into / LESSONS, n)
    write_lessons(into / LESSONS, made)
    (into / WORDS).write_text("".join(f"{word}\n" for word in own_words(made)), encoding="utf-8")
    samples = list(prepared(made, prompt, tokenizer, recipe.longest))
    held, learned = samples[:HELD_BACK], samples[HELD_BACK:]
    course = train_writer(model, learned, held, recipe, into, say, clock)
    card = {
        **asdict(stamp), "prompt": prompt.id, "prompt_hash": prompt.hash, "recipe": asdict(recipe),
        "lessons": len(made), "used": len(learned), "lessons_hash": hash_of(made), "course": course,
    }  # fmt: skip
    (into / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return card


def _made(films: Path, seed: int, kept: Path, n: int) -> tuple[Lesson, ...]:
    """The lessons of an earlier run or of a file that was named, else new ones."""
    if kept.is_file():
        return read_lessons(kept)
    with TemporaryDirectory() as work:
        return tuple(lessons(pairs(n, seed, films, Path(work))))
