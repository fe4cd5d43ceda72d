"""`because train` on small files: what it writes and prints, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.ranking_model import SHIPPED
from recsys.card import FILE, read_card
from recsys.dialogues import Dialogue
from recsys.sessions import Interaction, sessions_of
from recsys.splits import set_aside
from retrieval.importing.catalogue import import_catalogue
from tests.recsys.teas import DIALOGUES, HELD, TEAS, turns
from ui.cli import because
from ui.training import commit

real_model = pytest.mark.real_model
Train = Callable[..., Result]


def lines(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def uttered(dialogue: Dialogue, *, words: bool = True) -> list[dict[str, Any]]:
    return [
        {"role": each.role, "text": each.text if words else "", "items": list(each.items)}
        for each in dialogue.utterances
    ]


def whole(dialogues: Sequence[Dialogue], *, words: bool = True) -> list[dict[str, Any]]:
    return [{"dialogue_id": each.id, "turns": uttered(each, words=words)} for each in dialogues]


def recommended(dialogues: Sequence[Dialogue]) -> list[dict[str, Any]]:
    ends = {each.id: uttered(each) for each in dialogues}
    return [
        {"dialogue_id": each.dialogue_id, "context": ends[each.dialogue_id][: each.index], "gold": each.gold}
        for each in turns(dialogues)
    ]


def elsewhere(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with ids that no catalogue has."""
    text = json.dumps(records)
    for item in TEAS:
        text = text.replace(f'"{item}"', f'"no-{item}"')
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path | str]:
    shelf = [
        {"id": item, "title": title, "kind": kind, "grower": grower, "taste": taste}
        for item, (title, kind, grower, taste) in TEAS.items()
    ]
    return {
        "items": lines(tmp_path / "teas.jsonl", shelf),
        "dialogues": lines(tmp_path / "train.jsonl", whole(DIALOGUES)),
        "valid": lines(tmp_path / "valid.jsonl", recommended(HELD)),
        "into": tmp_path / "model",
        "epochs": "1",
        "from": "plain",
    }


@pytest.fixture
def train(files: dict[str, Path | str], tmp_path: Path) -> Train:
    """`train("--share", valid=None)`: the command on the files; an option that is None is left out."""

    def call(*flags: str, encoder: str = "", **changed: Path | str | None) -> Result:
        options = {**files, **{name.rstrip("_"): value for name, value in changed.items()}}
        given = [
            part for name, value in options.items() if value is not None for part in (f"--{name}", str(value))
        ]
        settings = {"BECAUSE_HOME": str(tmp_path / "home"), "BECAUSE_ENCODER": encoder}
        return CliRunner(env=settings).invoke(because, ["train", *given, *flags])

    return call


def well(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def refused(result: Result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def evaluated(model: Path, files: dict[str, Path | str], file: Path | str) -> dict[str, Any]:
    given = ["--model", model, "--items", files["items"], "--turns", file, "--json"]
    result = CliRunner(env={"BECAUSE_ENCODER": ""}).invoke(because, ["evaluate", *map(str, given)])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_asks_for_what_is_missing(train: Train, files: dict[str, Path | str], tmp_path: Path) -> None:
    assert "nothing to learn from: name --dialogues" in refused(train(dialogues=None), 2)
    assert "--into" in refused(train(into=None), 2)
    assert "either --items FILE or --catalogue DIR, not both" in refused(train(catalogue=tmp_path), 2)
    assert "does not exist" in refused(train(items=tmp_path / "nowhere"), 2)
    assert "does not exist" in refused(train(dialogues=tmp_path / "nowhere"), 2)
    assert "is a file" in refused(train(into=files["items"]), 2)


@pytest.mark.parametrize(
    ("option", "value"), [("epochs", "0"), ("epochs", "many"), ("content", "-1"), ("collaborative", "x")]
)
def test_an_option_out_of_its_range_is_a_usage_error(train: Train, option: str, value: str) -> None:
    assert f"'--{option}'" in refused(train(**{option: value}), 2)


def test_nothing_can_be_learned_where_nothing_counts(train: Train) -> None:
    assert "both 0: nothing would be learned" in refused(train(content="0", collaborative="0"), 2)


def test_an_encoder_that_cannot_learn_is_a_usage_error(train: Train) -> None:
    assert "needs an encoder that learns" in refused(train(encoder="hashing"), 2)


@real_model
def test_files_that_cannot_be_used_are_named(
    train: Train, files: dict[str, Path | str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{half\n", encoding="utf-8")
    for option in ("dialogues", "turns", "valid"):
        assert "broken.jsonl line 1: not JSON" in refused(train(**{option: broken}))
    table = tmp_path / "table.csv"
    table.write_text("colour,size\nred,1\n", encoding="utf-8")
    assert "has no column for the user" in refused(train(interactions=table))
    assert "title" in refused(train(items=lines(tmp_path / "empty.jsonl", [{"id": None}])))


@real_model
def test_dialogues_on_both_sides_are_refused_by_name(train: Train, tmp_path: Path) -> None:
    leaking = lines(tmp_path / "leaking.jsonl", recommended((*HELD, *DIALOGUES[:2])))
    for option in ({}, {"turns": lines(tmp_path / "turns.jsonl", recommended(DIALOGUES)), "dialogues": None}):
        said = refused(train(valid=leaking, **option))
        assert "2 of the dialogues to be measured on were learned from (--dialogues and --turns)" in said
        assert all(each.id in said for each in DIALOGUES[:2])


@real_model
def test_ids_that_the_catalogue_lacks_everywhere_are_said_to_be_the_matter(
    train: Train, files: dict[str, Path | str], tmp_path: Path
) -> None:
    other = lines(tmp_path / "other.jsonl", elsewhere(whole(DIALOGUES)))
    assert "Check that the item ids are those of the catalogue" in refused(train(dialogues=other))
    valid = lines(tmp_path / "held.jsonl", elsewhere(recommended(HELD)))
    assert "recommend no item of the catalogue" in refused(train(valid=valid))
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("user,item,rating,timestamp\n1,nowhere,5,1\n1,either,4,2\n", encoding="utf-8")
    said = refused(train(dialogues=None, interactions=ratings))
    assert "2 interactions left out; the first: ratings.csv:2: no item has the id 'nowhere'" in said
    assert "nothing to learn from: 0 dialogues" in said
    assert not (Path(files["into"]) / FILE).exists()


@real_model
def test_what_was_trained_can_be_measured(train: Train, files: dict[str, Path | str], tmp_path: Path) -> None:
    printed = well(train(epochs="2"))
    into = Path(files["into"])
    assert printed.startswith("model: 16 examples, 12 items; ")
    for shown in ("recall@10 by words alone after each epoch", "8 turns held out", "words alone", "all but"):
        assert shown in printed
    assert f"because evaluate --model {into}"[:40] in printed
    assert not (into / "training").exists()
    fresh = [Dialogue(f"x{each.id}", each.utterances) for each in HELD]
    found = evaluated(into, files, lines(tmp_path / "test.jsonl", recommended(fresh)))
    assert (found["model"], found["turns"]) == ("model", 8)
    assert 0 < found["macro"]["recall@10"] <= 1
    assert found["notes"] == []
    notes = evaluated(into, files, files["valid"])["notes"]
    assert any("dialogues on which the settings of model were chosen: 8" in note for note in notes)
    learned = lines(tmp_path / "learned.jsonl", recommended(DIALOGUES))
    given = ["evaluate", "--model", into, "--items", files["items"], "--turns", learned]
    said = refused(CliRunner(env={"BECAUSE_ENCODER": ""}).invoke(because, list(map(str, given))))
    assert "16 of the dialogues to be measured on were learned from (model)" in said
    given = ["evaluate", "--model", into, "--items", files["items"], "--turns", files["valid"]]
    other = CliRunner(env={"BECAUSE_ENCODER": "hashing"}).invoke(because, list(map(str, given)))
    assert "the settings name 'hashing-256'" in refused(other)


@real_model
def test_what_is_shared_begins_another(train: Train, files: dict[str, Path | str], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    well(train("--share", into=shared))
    given = ["evaluate", "--model", shared, "--items", files["items"], "--turns", files["valid"]]
    measured = well(CliRunner(env={"BECAUSE_ENCODER": ""}).invoke(because, [*map(str, given), "--json"]))
    assert json.loads(measured)["turns"] > 0
    more = [Dialogue(f"more {each.id}", each.utterances) for each in DIALOGUES[:8]]
    well(train(from_=shared, dialogues=lines(tmp_path / "more.jsonl", whole(more))))
    assert set(read_card(Path(files["into"])).trained_on) == {each.id for each in (*DIALOGUES, *more)}
    assert "holds no trained model" in refused(train(from_=tmp_path / "nowhere"))


@real_model
def test_training_begins_with_the_shipped_model_unless_that_has_seen_the_dialogues(
    train: Train, files: dict[str, Path | str], tmp_path: Path
) -> None:
    behind = set(read_card(SHIPPED).trained_on)
    well(train(from_=None))
    assert set(read_card(Path(files["into"])).trained_on) == behind | {each.id for each in DIALOGUES}
    seen = [Dialogue(min(behind), DIALOGUES[0].utterances), *DIALOGUES[1:]]
    well(train(from_=None, dialogues=lines(tmp_path / "seen.jsonl", whole(seen)), into=tmp_path / "anew"))
    assert set(read_card(tmp_path / "anew").trained_on) == {each.id for each in seen}


def ratings(path: Path, users: int) -> Path:
    """Everybody rates the teas of one kind well and one of another badly, in a row."""
    teas, rows = list(TEAS), ["user,item,rating,timestamp"]
    for user in range(users):
        kind = user % 4
        liked = [teas[3 * kind + (user + k) % 3] for k in range(3)]
        told = [*((item, 5) for item in liked), (teas[(3 * kind + 4) % 12], 1)]
        rows += [f"{user},{item},{value},{user * 100 + k}" for k, (item, value) in enumerate(told)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@real_model
def test_what_people_did_is_enough_to_learn_from(
    train: Train, files: dict[str, Path | str], tmp_path: Path
) -> None:
    table = ratings(tmp_path / "ratings.csv", 40)
    well(train(dialogues=None, valid=None, interactions=table))
    card = read_card(Path(files["into"]))
    done = [Interaction(str(user), "anvil", "click", 1.0, None) for user in range(40)]
    aside = {each.id for each in sessions_of(done)} - {
        each.id for each in set_aside(sessions_of(done), ())[0]
    }
    assert set(card.tuned_on) == aside
    assert len(card.trained_on) + len(card.tuned_on) == 40


@real_model
def test_a_catalogue_brings_what_it_keeps(train: Train, files: dict[str, Path | str], tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    import_catalogue([Path(files["items"])], shop, interactions=ratings(tmp_path / "ratings.csv", 40))
    well(train(items=None, catalogue=shop, dialogues=None, valid=None))
    assert any(each.startswith("user ") for each in read_card(Path(files["into"])).trained_on)


@real_model
def test_too_few_dialogues_to_set_some_aside_are_refused_and_it_says_what_to_do(
    train: Train, files: dict[str, Path | str], tmp_path: Path
) -> None:
    kept = set_aside(DIALOGUES, ())[0][:3]
    few = lines(tmp_path / "few.jsonl", whole(kept))
    said = refused(train(dialogues=few, valid=None))
    assert "no turn to judge by: a tenth of the dialogues is set aside for it, and of 3 dialogues" in said
    assert "--valid" in said
    well(train(dialogues=few))


@real_model
def test_odd_files_train_too(train: Train, files: dict[str, Path | str], tmp_path: Path) -> None:
    opening = {"dialogue_id": "o", "turn_index": 0, "context": [], "gold": ["anvil"]}
    some = lines(tmp_path / "turns.jsonl", [opening, *recommended(DIALOGUES)])
    wordless = lines(tmp_path / "wordless.jsonl", whole(DIALOGUES, words=False))
    valid = lines(tmp_path / "held.jsonl", [{**opening, "dialogue_id": "p"}, *recommended(HELD)])
    well(train(dialogues=None, turns=some, valid=valid))
    well(train(dialogues=wordless))
    single = lines(tmp_path / "one.jsonl", [{"id": "anvil", "title": "Anvil", "taste": TEAS["anvil"][3]}])
    asked = [{"role": "seeker", "text": "Strong, please"}]
    answer = [*asked, {"role": "recommender", "text": "Anvil", "items": ["anvil"]}]
    told = lines(tmp_path / "told.jsonl", [{"dialogue_id": "t", "turns": answer}])
    held = lines(tmp_path / "asked.jsonl", [{"dialogue_id": "v", "context": asked, "gold": ["anvil"]}])
    well(train(items=single, dialogues=told, valid=held))
    assert read_card(Path(files["into"])).items == 1


def test_the_card_names_the_commit_of_the_code_or_none_outside_a_clone(tmp_path: Path) -> None:
    assert commit(tmp_path) == ""
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git here")
    for told in (
        ("init", "-q"),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"),
    ):
        subprocess.run((git, "-C", str(tmp_path), *told), check=True)
    assert re.fullmatch("[0-9a-f]{40}", commit(tmp_path))
    (tmp_path / "file").write_text("one")
    subprocess.run((git, "-C", str(tmp_path), "add", "file"), check=True)
    assert commit(tmp_path).endswith("-dirty")
