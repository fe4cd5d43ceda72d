"""What the model learns from, as text in a file and as token ids: exactly what the product will ask of it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadSetting
from bot.models.word_rule import words_in
from bot.phrasing.reason_brief import brief_text, readable, without_marks
from bot.writer_training.pairs import Pair
from bot.writer_training.training import Sample
from prompts.template import Prompt


@dataclass(frozen=True, slots=True)
class Lesson:
    """One pair as text: the variables of the prompt, and the sentence."""

    title: str
    noun: str
    evidence: str
    tone: str
    length: str
    target: str


def lessons(pairs: Iterable[Pair]) -> Iterator[Lesson]:
    for pair in pairs:
        title = readable(pair.item.title)
        yield Lesson(title, pair.noun, brief_text(pair.lines), pair.tone, pair.length, pair.target)


def write_lessons(file: Path, made: Sequence[Lesson]) -> None:
    """JSON Lines, compressed; the same lessons make the same bytes."""
    text = "".join(f"{json.dumps(_row(one), ensure_ascii=False)}\n" for one in made)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def read_lessons(file: Path) -> tuple[Lesson, ...]:
    """The lessons of a file. BadSetting names the line that is none."""
    found = []
    text = gzip.decompress(file.read_bytes()).decode()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found.append(Lesson(**json.loads(line)))
        except (TypeError, ValueError) as error:
            wanted = ", ".join(Lesson.__slots__)
            raise BadSetting(
                f"{file}:{number} is no lesson ({error}); expected the fields {wanted}"
            ) from error
    return tuple(found)


def hash_of(made: Iterable[Lesson]) -> str:
    """SHA-256 over the lessons, in their order."""
    digest = hashlib.sha256()
    for one in made:
        digest.update(json.dumps(_row(one), ensure_ascii=False).encode())
    return digest.hexdigest()


def prepared(made: Iterable[Lesson], prompt: Prompt, tokenizer: Any, longest: int) -> Iterator[Sample]:
    """The lessons that fit into `longest` tokens, the end of the message included."""
    for one in made:
        variables = _row(one)
        target = variables.pop("target")
        asked = tokenizer.apply_chat_template(
            [{"role": role, "content": content} for role, content in prompt.render(**variables)],
            add_generation_prompt=True,
            return_dict=False,
        )
        ids = (*asked, *tokenizer.encode(target, add_special_tokens=False), tokenizer.eos_token_id)
        if len(ids) <= longest:
            yield Sample(ids, len(asked))


def own_words(made: Iterable[Lesson], least: int = 3) -> tuple[str, ...]:
    """The words that the lessons say of their own, in no line of the evidence: those that join the rest."""
    counted: Counter[str] = Counter()
    for one in made:
        given = words_in(f"{one.title} {one.noun} {one.evidence}")
        counted.update(words_in(without_marks(one.target)) - given)
    return tuple(sorted(word for word, times in counted.items() if times >= least))


def _row(one: Lesson) -> dict[str, str]:
    return {name: getattr(one, name) for name in Lesson.__slots__}
