"""Teaching the small model to write: lessons that hold, and a training that ends where it says it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadSetting
from bot.models.adapter import merge
from bot.phrasing.reason_brief import SIGNS, without_marks
from bot.wiring import DEMO
from bot.writer_training.pairs import Pair, held_out, pairs, shelf_of
from bot.writer_training.prepared import hash_of, lessons, prepared, read_lessons, write_lessons
from bot.writer_training.teaching import Stamp, teach
from bot.writer_training.training import Recipe, Sample, mean_loss, train_writer
from prompts.registry import Prompts
from recsys.grounding import Checker
from tests.bot.tiny_llama import tiny_llama

PROMPT = Prompts.load().get("reason", 2)
RECIPE = Recipe(steps=12, batch=4, rank=4, rate=0.02, warm_up=2, longest=400, keep_every=4)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, ...]:
    return tuple(pairs(120, 3, DEMO, tmp_path_factory.mktemp("shelves")))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_llama(tmp_path_factory.mktemp("tiny"))


def model_in(directory: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(directory, dtype=torch.bfloat16)


def tokenizer_in(directory: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(directory)


def samples_of(made: tuple[Pair, ...], directory: Path) -> list[Sample]:
    return list(prepared(lessons(made), PROMPT, tokenizer_in(directory), RECIPE.longest))


def test_lessons_are_of_several_domains_and_no_sentence_is_taught_twice(made: tuple[Pair, ...]) -> None:
    assert len(made) == 120
    assert {pair.domain for pair in made} == {"films", "books", "music", "kitchen"}
    assert len({pair.target for pair in made}) == len(made)
    assert len({pair.target.split(" ")[0] for pair in made}) > 8


def test_what_is_tested_on_is_not_learned_from(made: tuple[Pair, ...]) -> None:
    films = [pair for pair in made if pair.domain == "films"]
    assert films
    assert not any(held_out(pair.item) for pair in films)
    assert 0.1 < sum(map(held_out, shelf_of("films", DEMO, Path(), 0).items())) / 1000 < 0.3


def test_every_lesson_is_one_that_the_checker_would_show(made: tuple[Pair, ...], tmp_path: Path) -> None:
    checkers = {}
    for pair in made:
        if pair.domain not in checkers:
            shelf = shelf_of(pair.domain, DEMO, tmp_path, 3)
            checkers[pair.domain] = Checker(shelf.schema, shelf.items())
        verdict = checkers[pair.domain].check(
            without_marks(pair.target), pair.item, [line.evidence for line in pair.lines]
        )
        assert verdict.supported, (pair.target, verdict.problems)


def test_every_lesson_says_all_that_has_to_be_said(made: tuple[Pair, ...]) -> None:
    for pair in made:
        for number, line in enumerate(pair.lines):
            if line.role in ("said", "liked", "named", "against"):
                assert SIGNS[number] in pair.target, pair.target
            if line.role in ("liked", "named"):
                assert line.evidence.titles[0] in pair.target


def test_the_same_seed_makes_the_same_lessons_and_another_makes_others(
    made: tuple[Pair, ...], tmp_path: Path
) -> None:
    again = tuple(pairs(120, 3, DEMO, tmp_path / "a"))
    other = tuple(pairs(120, 4, DEMO, tmp_path / "b"))
    assert hash_of(lessons(again)) == hash_of(lessons(made)) != hash_of(lessons(other))


def test_a_sample_is_the_products_own_call_and_the_sentence_behind_it(
    made: tuple[Pair, ...], directory: Path
) -> None:
    tokenizer = tokenizer_in(directory)
    first = samples_of(made, directory)[0]
    asked, said = tokenizer.decode(first.ids[: first.start]), tokenizer.decode(first.ids[first.start :])
    assert made[0].item.title in asked
    assert asked.endswith("<|im_start|>assistant\n")
    assert said == f"{made[0].target}<|im_end|>"


def test_lessons_survive_their_file_and_a_bad_line_is_named(made: tuple[Pair, ...], tmp_path: Path) -> None:
    file = tmp_path / "lessons.jsonl.gz"
    kept = tuple(lessons(made))
    write_lessons(file, kept)
    assert read_lessons(file) == kept
    import gzip

    file.write_bytes(gzip.compress(b'{"title": "Heat"}\n'))
    with pytest.raises(BadSetting, match=r"lessons.jsonl.gz:1 is no lesson .* expected the fields title"):
        read_lessons(file)


def test_training_lowers_the_loss_on_lessons_that_were_held_back(
    made: tuple[Pair, ...], directory: Path, tmp_path: Path
) -> None:
    samples = samples_of(made, directory)
    model = model_in(directory)
    before = mean_loss(model, samples[:16])
    course = train_writer(model, samples[16:], samples[:16], RECIPE, tmp_path, lambda *_: None, lambda: 0.0)
    assert [row["step"] for row in course] == [4, 8, 12]
    assert course[-1]["held_out"] < before - 0.2


def test_only_the_sentence_counts_and_padding_does_not(made: tuple[Pair, ...], directory: Path) -> None:
    model = model_in(directory)
    short, *_, long = sorted(samples_of(made, directory), key=lambda sample: len(sample.ids))
    alone = mean_loss(model, [short])
    n_short, n_long = (len(one.ids) - one.start for one in (short, long))
    both = mean_loss(model, [short, long])
    apart = (alone * n_short + mean_loss(model, [long]) * n_long) / (n_short + n_long)
    assert both == pytest.approx(apart, rel=0.02)


def test_training_that_was_cut_off_goes_on_as_if_it_had_not_been(
    made: tuple[Pair, ...], directory: Path, tmp_path: Path
) -> None:
    samples = samples_of(made, directory)

    def train(into: Path, stop: int = 99) -> bytes:
        def say(step: int, loss: float) -> None:
            if step > stop:
                raise KeyboardInterrupt

        train_writer(model_in(directory), samples, samples[:4], RECIPE, into, say, lambda: 0.0)
        return (into / "adapter.safetensors").read_bytes()

    whole = train(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "cut", stop=8)
    assert train(tmp_path / "cut") == whole


def test_a_merged_model_says_what_the_adapted_one_said(
    made: tuple[Pair, ...], directory: Path, tmp_path: Path
) -> None:
    samples = samples_of(made, directory)
    adapted = model_in(directory)
    train_writer(adapted, samples, samples[:4], RECIPE, tmp_path, lambda *_: None, lambda: 0.0)
    plain, merged = model_in(directory), model_in(directory)
    merge(merged, tmp_path / "adapter.safetensors")
    held = samples[:8]
    assert mean_loss(merged, held) == pytest.approx(mean_loss(adapted, held), rel=0.03)
    assert mean_loss(merged, held) < mean_loss(plain, held)


def test_teaching_leaves_an_adapter_its_lessons_and_a_card_of_how_it_came_about(
    directory: Path, tmp_path: Path
) -> None:
    stamp = Stamp("tiny", "0", "2026-11-24", "abc")
    recipe = replace(RECIPE, steps=4)
    model, tokenizer = model_in(directory), tokenizer_in(directory)
    card = teach(
        model, tokenizer, PROMPT, DEMO, recipe, tmp_path, stamp, lambda *_: None, lambda: 0.0, None, 100
    )
    kept = read_lessons(tmp_path / "lessons.jsonl.gz")
    assert card["lessons"] == len(kept) == 100
    assert card["lessons_hash"] == hash_of(kept)
    assert (tmp_path / "adapter.safetensors").stat().st_size < 100_000
    assert card["course"][-1]["step"] == 4
    assert (tmp_path / "card.json").read_text(encoding="utf-8").count("prompt_hash") == 1
