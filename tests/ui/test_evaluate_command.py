"""`because evaluate` on small files: what it prints, what programs may read, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recsys.measures import NAMES
from retrieval.importing.catalogue import import_catalogue
from ui.cli import because

Evaluate = Callable[..., Result]
IDS = [f"i{n}" for n in range(12)]


def lines(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def said(*items: str, text: str = "") -> dict[str, Any]:
    return {"role": "seeker", "text": text, "items": list(items)}


def turn(dialogue: str, index: int, gold: list[str], *context: dict[str, Any]) -> dict[str, Any]:
    return {"dialogue_id": dialogue, "turn_index": index, "context": list(context), "gold": gold}


TURNS = [
    turn("v1", 1, ["i1"], said("i0", text="Like Lamp?")),
    turn("v1", 2, ["i2", "i1"], said("i0"), said("i1")),
    turn("v2", 1, ["i3"], said(text="Hello")),
    turn("v3", 0, ["i3"]),
]
TRAINING = [
    {"dialogue_id": "t1", "turns": [said("i0", "i1"), said("i2")]},
    {"dialogue_id": "t2", "turns": [said("i0", "i1")]},
    {"dialogue_id": "t3", "turns": [said("i5")]},
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    genres = (["drama"], ["comedy"], ["drama", "comedy"])
    items = [{"id": item, "title": f"Lamp {n}", "genres": genres[n % 3]} for n, item in enumerate(IDS)]
    return {
        "--items": lines(tmp_path / "items.jsonl", items),
        "--turns": lines(tmp_path / "valid.jsonl", TURNS),
        "--train": lines(tmp_path / "train.jsonl", TRAINING),
    }


@pytest.fixture
def evaluate(files: dict[str, Path]) -> Evaluate:
    """`evaluate("--json", model="counts")`: the command on the files; an option that is None is left out."""

    def call(*flags: str, model: str | Path | None = "counts", **changed: str | Path | None) -> Result:
        options = {**files, "--model": model, **{f"--{name}": value for name, value in changed.items()}}
        given = [str(part) for pair in options.items() if pair[1] is not None for part in pair]
        return CliRunner().invoke(because, ["evaluate", *given, *flags])

    return call


def figures(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(result: Result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_programs_can_read_all_that_was_measured(evaluate: Evaluate) -> None:
    found = figures(evaluate("--json"))
    assert (found["model"], found["turns"], found["pairs"]) == ("counts", 3, 3)
    assert list(found["macro"]) == list(found["micro"]) == list(NAMES)
    assert found["macro"]["recall@1"] == pytest.approx(2 / 3)
    assert found["macro"]["recall@5"] == pytest.approx(2 / 3)
    assert found["macro"]["recall@20"] == 1
    low, high = found["intervals"]["micro"]["recall@1"]
    assert 0 <= low <= found["micro"]["recall@1"] <= high <= 1
    assert set(found["ms_per_turn"]) == {"p50", "p95"}
    assert found["skipped"] == {"duplicate": 0, "empty_context": 1, "no_gold": 0}
    assert found["unknown"] == {"gold": 0, "context": 0}
    assert found["slices"]["no items named"]["turns"] == 1
    assert found["coverage"] == 1
    assert 0 < found["popularity_bias"]["percentile"] < 1
    assert 0 < found["diversity"] < 1
    assert found["comparison"] is None
    assert found["notes"] == []


def test_people_get_tables_that_fit_a_terminal(evaluate: Evaluate) -> None:
    result = evaluate(against="popularity")
    assert result.exit_code == 0, result.output
    assert "counts, new items only: 3 turns of 2 dialogues, 3 gold items" in result.stdout
    for shown in ("recall@10", "first turn", "rare gold", "minus popularity", "Gini of exposure", "p95"):
        assert shown in result.stdout
    tables = [line for line in result.stdout.splitlines() if "…" in line]
    assert max(map(len, tables)) <= 80


@pytest.mark.real_model
def test_the_shipped_model_is_measured_where_none_is_named(evaluate: Evaluate) -> None:
    found = figures(evaluate("--json", model=None, against="counts"))
    assert found["model"] == "shipped"
    assert found["turns"] == 3
    assert found["comparison"]["against"] == "counts"


def test_two_models_are_compared_turn_by_turn(evaluate: Evaluate) -> None:
    found = figures(evaluate("--json", against="popularity"))["comparison"]
    assert found["against"] == "popularity"
    one = found["macro"]["recall@1"]
    assert one["difference"] == pytest.approx(2 / 3 - one["against"])
    assert one["interval"][0] <= one["difference"] <= one["interval"][1]
    assert 0 < one["p"] <= 1


def test_the_same_files_give_the_same_figures(evaluate: Evaluate) -> None:
    first, second = (figures(evaluate("--json", against="popularity")) for _ in range(2))
    assert {**first, "ms_per_turn": None} == {**second, "ms_per_turn": None}


def test_repeats_count_when_asked_for(evaluate: Evaluate) -> None:
    assert figures(evaluate("--json", "--with-repeats"))["pairs"] == 4


def test_a_catalogue_directory_serves_as_items(
    evaluate: Evaluate, files: dict[str, Path], tmp_path: Path
) -> None:
    import_catalogue([files["--items"]], tmp_path / "lamps")
    from_file, from_directory = evaluate("--json"), evaluate("--json", items=tmp_path / "lamps")
    assert figures(from_file)["macro"] == figures(from_directory)["macro"]


def test_turns_can_be_trained_on_too(evaluate: Evaluate, tmp_path: Path) -> None:
    train = lines(tmp_path / "turns.jsonl", [turn("t1", 1, ["i3"], said("i0", "i1"))])
    found = figures(evaluate("--json", model="popularity", train=train))
    assert found["macro"]["recall@5"] == 1


def test_what_is_odd_in_the_files_is_said(evaluate: Evaluate, files: dict[str, Path]) -> None:
    with files["--items"].open("a", encoding="utf-8") as more:
        more.write("{half\n" * 7)
    odd = turn("v4", 1, ["nowhere", "i1"], said("elsewhere"))
    lines(files["--turns"], [*TURNS, TURNS[0], odd])
    found = figures(evaluate("--json"))
    assert found["pairs"] == 5
    assert found["unknown"] == {"gold": 1, "context": 1}
    assert found["skipped"]["duplicate"] == 1
    notes = "\n".join(found["notes"])
    assert "items.jsonl:13: not JSON" in notes
    assert "and 2 more lines" in notes
    assert "gold items that the catalogue lacks, counted as misses: 1" in notes
    assert "mentions of items that the catalogue lacks, ignored: 1" in notes
    assert "turns that came again (same dialogue and index), counted once: 1" in notes
    assert found["notes"][-1] in evaluate().stdout


@pytest.mark.parametrize("model", ["popularity", "counts"])
def test_a_model_that_saw_the_dialogues_is_refused(
    evaluate: Evaluate, files: dict[str, Path], model: str
) -> None:
    lines(files["--train"], [*TRAINING, {"dialogue_id": "v1", "turns": [said("i0", "i1")]}])
    assert "1 of the dialogues to be measured on were learned from (--train): v1." in refused(
        evaluate(model=model)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no turn can be measured: found 0 turns (an empty file)"),
        ("{half", "valid.jsonl line 1: not JSON"),
        ("[1]", "expected an object, found [1]"),
        (json.dumps({**TURNS[0], "gold": "i1"}), "expected 'gold' to be a list of item ids, found 'i1'"),
        (json.dumps(TURNS[3]), "found 1 turns (0 duplicate, 1 empty_context, 0 no_gold)"),
    ],
)
def test_turns_that_cannot_be_used_are_refused(
    evaluate: Evaluate, files: dict[str, Path], text: str, said: str
) -> None:
    files["--turns"].write_text(text, encoding="utf-8")
    assert said in refused(evaluate())


def test_items_and_training_that_cannot_be_used_are_refused(evaluate: Evaluate, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert "is empty" in refused(evaluate(items=empty))
    assert "found an empty file" in refused(evaluate(train=empty))


def test_a_model_that_is_not_there_is_refused(evaluate: Evaluate, tmp_path: Path) -> None:
    assert "there is no model 'cuonts': expected popularity, counts, or" in refused(evaluate(model="cuonts"))
    assert "holds no trained model" in refused(evaluate(model=tmp_path))


@pytest.mark.parametrize("model", ["popularity", "counts"])
def test_what_learns_from_conversations_asks_for_some(evaluate: Evaluate, model: str) -> None:
    assert "say which with --train FILE" in refused(evaluate(model=model, train=None), code=2)
