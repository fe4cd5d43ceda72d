"""A bot on a catalogue with the model that was trained on it: imported, trained and opened as anybody would."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bot import ranking_model
from bot.attributing import attribute
from bot.ranking_model import open_own, open_talk
from bot.settings import Settings
from bot.texts import texts
from bot.wiring import Bot, build, catalogue_dir
from recsys.checkpoint import FACTORS, MEMORY
from recsys.contrast import PART_WORDS
from recsys.dialogues import Dialogue, Utterance
from recsys.errors import BadCheckpoint
from recsys.finetuned import PARTS as FINE_TUNED
from recsys.learned import PART_OF, Learned
from recsys.scorer import CONVERSATION, LEARNED, PARTS
from retrieval.catalog import Catalogue
from retrieval.types import Item
from tests.bot.talking import Visitor, shown
from tests.recsys.teas import CONTEXTS, DIALOGUES, HELD, TEAS, sentence_encoder
from ui.cli import because

pytestmark = pytest.mark.real_model
ASK = "I like Anvil, something strong and malty for the morning"


def run(*arguments: object, **environment: str) -> str:
    result = CliRunner(env={"BECAUSE_ENCODER": "", **environment}).invoke(because, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.stdout


def lines(path: Path, records: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def told(dialogue: Dialogue) -> object:
    turns = [{"role": u.role, "text": u.text, "items": u.items} for u in dialogue.utterances]
    return {"dialogue_id": dialogue.id, "turns": turns}


@pytest.fixture(scope="module")
def teas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of teas, with `model` in it. Do not write into it."""
    here = tmp_path_factory.mktemp("teas")
    shelf = [
        {"id": item, "title": title, "kind": kind, "grower": grower, "taste": taste}
        for item, (title, kind, grower, taste) in TEAS.items()
    ]
    rated = [
        f"{user},{item},5,{n}"
        for user, drunk in (("u1", "abc"), ("u2", "abc"), ("u3", "def"), ("u4", "ghi"), ("u5", "jkl"))
        for n, item in enumerate(name for name in TEAS if name[0] in drunk)
    ]
    ratings = here / "ratings.csv"
    ratings.write_text("\n".join(["user_id,item_id,rating,timestamp", *rated]), encoding="utf-8")
    talks = lines(here / "talks.jsonl", [told(each) for each in (*DIALOGUES, *HELD)])
    into = here / "catalogue"
    shelf_file = lines(here / "teas.jsonl", shelf)
    run("import", shelf_file, "--interactions", ratings, "--dialogues", talks, "--into", into)
    run("train", "--catalogue", into, "--into", into / "model", "--epochs", "1", "--from", "plain")
    return into


@pytest.fixture
def settings(teas: Path, tmp_path: Path) -> Settings:
    """Of a shelf of its own, that a test may write to."""
    shelf = Path(shutil.copytree(teas, tmp_path / "catalogue"))
    return Settings(home=tmp_path / "home", catalogue=shelf, llm="off", model=str(shelf / "model"))


@pytest.fixture
def bot(settings: Settings) -> Iterator[Bot]:
    with closing(build(settings)) as made:
        yield made


def own(settings: Settings) -> Learned | None:
    encoder = sentence_encoder()
    shelf = Catalogue.load(catalogue_dir(settings))
    return open_own(
        settings, encoder, open_talk(settings, encoder), shelf, lambda _: np.zeros(384, np.float32)
    )


def test_every_learned_part_is_in_the_score_adds_up_and_is_told_in_words(bot: Bot) -> None:
    visitor = Visitor(bot)
    turn = visitor.say(ASK)
    assert turn.cards
    assert "anvil" not in shown(turn)
    for card in turn.cards.cards:
        parts = {part.name: part.value for part in card.recommendation.contributions}
        assert parts.keys() == {*PARTS, CONVERSATION, *LEARNED, "variety"}
        assert sum(parts.values()) == pytest.approx(card.recommendation.score, abs=1e-6)
        assert all(f"why.part.{name}" in texts("en").messages for name in parts)
    best = {part.name: part.value for part in turn.cards.cards[0].recommendation.contributions}
    moved = [name for name in LEARNED if abs(best[name]) >= 0.005]
    assert moved
    why = visitor.say("why the first one?").reply
    assert all(PART_WORDS["en"][name] in why for name in moved)


def test_what_is_named_moves_what_is_named_together_with_it(bot: Bot) -> None:
    def learned(text: str, part: str) -> dict[str, float]:
        ranked, _, _ = bot.recommending.standing(Visitor(bot).say(text).state, "none")
        return {r.item.id: next(c.value for c in r.contributions if c.name == part) for r in ranked}

    with_smoke = learned("I like Grate, show me 12 teas", "together")
    with_sleep = learned("I like Jasper, show me 12 teas", "together")
    assert with_smoke["hearth"] > with_sleep["hearth"]
    assert with_sleep["kindle"] > with_smoke["kindle"]


def test_an_item_put_in_while_running_is_shown_without_them(bot: Bot) -> None:
    values = {"kind": "white", "taste": "Moonlit needles with a scent of melon."}
    bot.retriever.put(Item("moon", "Moon", values))
    turn = Visitor(bot).say("moonlit needles with a scent of melon")
    assert turn.cards
    [card] = [card for card in turn.cards.cards if card.recommendation.item.id == "moon"]
    parts = {part.name: part.value for part in card.recommendation.contributions}
    assert [parts[name] for name in LEARNED] == [0.0] * len(LEARNED)
    assert parts[CONVERSATION] > 0
    again = Visitor(bot).say("I like Moon, something malty")  # nothing was learned of what it names
    assert again.cards
    assert again.state.said[0] == Utterance("seeker", "I like Moon, something malty", ("moon",))


def test_each_part_is_measured_from_the_catalogues_mean_and_by_item_alone(settings: Settings) -> None:
    learned = own(settings)
    assert learned
    for context in CONTEXTS:
        whole = learned.parts(context, learned.model.titles, tuple(TEAS))
        assert whole.shape == (len(TEAS), len(PART_OF))
        assert whole.mean(axis=0) == pytest.approx(np.zeros(len(PART_OF)), abs=1e-9)
        scores = learned.model.score(context)
        assert set(scores.names) == set(FINE_TUNED) == set(PART_OF.values())
        assert whole.sum(axis=1) == pytest.approx(scores.totals - scores.totals.mean())
        backwards = learned.parts(context, learned.model.titles, ("moon", *reversed(TEAS)))
        assert np.array_equal(backwards[1:], whole[::-1])
        assert np.isnan(backwards[0]).all()


def test_a_catalogue_of_which_the_model_knows_less_than_half_is_another(settings: Settings) -> None:
    assert settings.catalogue
    file = settings.catalogue / "items.jsonl"
    every = file.read_text(encoding="utf-8").splitlines()
    others = [json.dumps({"id": f"n{n}", "title": f"Novelty {n}"}) for n in range(7)]
    file.write_text("\n".join((*every[:7], *others)), encoding="utf-8")
    assert own(settings)
    file.write_text("\n".join((*every[:6], *others)), encoding="utf-8")
    assert own(settings) is None
    kettles = settings.model_copy(update={"catalogue": None})
    assert own(kettles) is None
    assert own(kettles.model_copy(update={"model": "off"})) is None


def test_a_damaged_model_is_refused_if_it_was_named_and_done_without_if_it_came_along(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Path(settings.model)
    environment = {"BECAUSE_HOME": str(settings.home), "BECAUSE_LLM": "off"}

    def doctor(**named: str) -> dict[str, str | bool]:
        result = CliRunner(env={"BECAUSE_ENCODER": "", **environment, **named}).invoke(
            because, ["doctor", "--catalogue", str(settings.catalogue), "--json"]
        )
        return next(each for each in json.loads(result.stdout) if each["what"] == "ranking model")

    well = doctor(BECAUSE_MODEL=settings.model)
    assert (well["well"], well["found"]) == (True, f"{model}, which knows this catalogue")
    (model / MEMORY).write_bytes(b"PK")
    with pytest.raises(BadCheckpoint, match=r"memory\.npz"):
        build(settings)
    assert str(doctor(BECAUSE_MODEL=settings.model)["mend"]).startswith("correct BECAUSE_MODEL")
    monkeypatch.setattr(ranking_model, "SHIPPED", model)
    unnamed = settings.model_copy(update={"model": ""})
    for file, left in (MEMORY, {*PARTS, CONVERSATION, "variety"}), (FACTORS, {*PARTS, "variety"}):
        (model / file).write_bytes(b"PK")
        with closing(build(unnamed)) as bot:
            turn = Visitor(bot).say(ASK)
            assert turn.cards
            assert {part.name for part in turn.cards.cards[0].recommendation.contributions} == left
        damaged = doctor()
        assert damaged["well"] is False
        assert file in str(damaged["found"])
        assert "BECAUSE_MODEL=off" in str(damaged["mend"])


def test_attention_says_how_much_of_it_each_item_named_has(bot: Bot) -> None:
    visitor = Visitor(bot)
    visitor.say("I like Anvil and Grate, something strong and malty")
    turn = visitor.say("more")
    assert turn.cards
    best = turn.cards.cards[0].recommendation.item.id
    found = attribute(bot.recommending, turn.state, best, np.random.default_rng(0))
    assert found
    weights = {named.item_id: named.weight for named in found.history}
    assert {"anvil", "grate"} < weights.keys()
    assert all(weight and weight > 0 for weight in weights.values())
    assert sum(filter(None, weights.values())) == pytest.approx(1.0)
    counted = sum(p.value for p in found.phrases) + sum(n.value for n in found.history)
    assert counted == pytest.approx(found.total - found.base, abs=1e-6)


def test_the_score_that_is_divided_is_the_one_that_was_shown(bot: Bot) -> None:
    turn = Visitor(bot).say(ASK)
    assert turn.cards
    for card in turn.cards.cards:
        found = attribute(bot.recommending, turn.state, card.recommendation.item.id, np.random.default_rng(0))
        shown_as = sum(c.value for c in card.recommendation.contributions if c.name != "variety")
        assert found
        assert found.total == pytest.approx(shown_as, abs=1e-6)
