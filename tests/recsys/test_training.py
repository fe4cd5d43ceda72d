"""Fine-tuning for real, on a shelf of teas: what is learned, kept, loaded again, and gone on with."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recsys.card import Card, read_card
from recsys.checkpoint import FACTORS, Trained, knows, load, load_talk, save, start_from
from recsys.dialogues import Dialogue, Utterance
from recsys.errors import BadCheckpoint, BadDialogues
from recsys.features import Floats
from recsys.finetuned import FEATURES, PARTS, FineTuned
from recsys.query_encoder import QueryEncoder
from recsys.splits import turns_of
from recsys.training import Lessons
from recsys.weights_file import load_weights
from retrieval.types import Item
from tests.recsys.teas import (
    CONTEXTS,
    DIALOGUES,
    HELD,
    HOW,
    ITEMS,
    MORNING,
    NIGHT,
    SCHEMA,
    embed,
    encoder,
    learn,
    lessons,
    turns,
)

pytestmark = pytest.mark.real_model
Learned = tuple[Trained, Card]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    return learn(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def checkpoint(learned: Learned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do not write into it."""
    directory = tmp_path_factory.mktemp("model")
    save(directory, *learned)
    return directory


def opened(directory: Path, items: Sequence[Item] = ITEMS, *, apart: bool = False) -> FineTuned:
    return load(directory, SCHEMA, items, encoder(), embed, apart=apart)


@pytest.fixture(scope="module")
def model(checkpoint: Path) -> FineTuned:
    return opened(checkpoint, apart=True)


def totals(model: FineTuned, context: Sequence[Utterance]) -> dict[str, float]:
    return dict(zip(model.item_ids, model.score(context).totals.tolist(), strict=True))


@pytest.mark.parametrize("context", CONTEXTS)
def test_contributions_add_up_to_the_score(model: FineTuned, context: tuple[Utterance, ...]) -> None:
    read, scored = model.read(context), model.score(context)
    assert scored.names == PARTS
    assert read.features.shape == (len(ITEMS), len(FEATURES))
    weights = model.weights[min(len(read.named), len(model.weights) - 1)]
    assert scored.parts.sum(axis=1) == pytest.approx(read.features @ weights, abs=1e-6)
    assert scored.totals == pytest.approx(scored.parts.sum(axis=1), abs=1e-6)


def test_it_learns_what_goes_with_what_was_said(model: FineTuned) -> None:
    strong, calm = totals(model, MORNING), totals(model, NIGHT)
    assert strong["anvil"] - strong["kindle"] > calm["anvil"] - calm["kindle"]
    assert max(calm, key=lambda item: calm[item]) in ("jasper", "kindle", "lull")


def test_the_card_says_what_it_is_and_how_well_it_did(learned: Learned, checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert card == learned[1]
    assert (card.name, card.encoder, card.items) == ("teas", encoder()[0], len(ITEMS))
    assert (card.held_turns, len(card.epochs)) == (len(HELD), HOW.epochs)
    assert card.features == FEATURES
    assert card.ablations[0].parts == PARTS
    assert len({each.parts for each in card.ablations}) == 2 * len(PARTS) + 1
    for each in card.ablations:
        for mean, (low, high) in zip(each.recall, each.interval, strict=True):
            assert 0 <= low <= mean <= high <= 1
    assert set(card.trained_on) == {each.id for each in DIALOGUES}
    assert set(card.tuned_on) == {each.id for each in HELD}


def test_what_the_weights_were_learned_on_is_remembered_too_unless_it_is_to_be_measured_on(
    learned: Learned, checkpoint: Path
) -> None:
    trained, card = learned
    whole, apart = opened(checkpoint), opened(checkpoint, apart=True)
    assert trained.held_out.together.sizes.sum() == len(HELD) > 0
    assert apart.together.sizes.sum() == len(DIALOGUES)
    assert whole.together.sizes.sum() == len(DIALOGUES) + len(HELD)
    for row in range(len(ITEMS)):
        told = trained.memory.plus(trained.held_out).together
        assert whole.together.lift(row).tolist() == told.lift(row).tolist()
    led = len(trained.held_out.neighbours.starts) - 1
    assert len(whole.neighbours.queries) == len(apart.neighbours.queries) + led
    # What is measured is what the card tells of: the model before it remembered them.
    found = apart.score(HELD[0].utterances[:1]).totals
    assert np.abs(found - whole.score(HELD[0].utterances[:1]).totals).max() > 1e-3
    assert set(card.trained_on).isdisjoint(card.tuned_on)


def test_what_is_read_from_disk_ranks_as_what_was_trained(learned: Learned, model: FineTuned) -> None:
    trained, _ = learned
    assert model.factors.popularity.tolist() == trained.factors["b"].tolist()
    again = {"text": trained.memory.neighbours.queries, "kept": model.neighbours.queries}
    assert np.abs(again["text"] - again["kept"]).max() < 0.01
    for row in range(len(ITEMS)):
        assert model.together.lift(row).tolist() == trained.memory.together.lift(row).tolist()
    # The encoder's layers, too: what it remembers of a conversation is how it reads it now.
    texts = [model.text(each.utterances[:1]) for each in DIALOGUES]
    close = (model.encoder.encode(texts) * trained.memory.neighbours.queries[: len(texts)]).sum(axis=1)
    assert close.min() > 0.99


def test_an_item_unseen_in_training_ranks_by_its_text(checkpoint: Path, model: FineTuned) -> None:
    text = "A strong malty breakfast tea with milk."
    fresh = Item("new", "Morning Strong", {"kind": "black", "grower": "Ida Holm", "taste": text})
    found = opened(checkpoint, (ITEMS[3], fresh, *ITEMS[:3], *ITEMS[4:]), apart=True)
    for context in CONTEXTS:
        assert np.isfinite(found.score(context).parts).all()
    words = found.score(MORNING).parts[:, PARTS.index("words")]
    assert words[1] > words[found.rows["kindle"]]
    # Those that were known score as before, wherever they stand now.
    before, now = totals(model, HELD[0].utterances), totals(found, HELD[0].utterances)
    assert {item: now[item] for item in before} == pytest.approx(before, abs=1e-4)


def test_an_item_that_is_gone_leaves_the_others_in_order(checkpoint: Path, model: FineTuned) -> None:
    fewer = opened(checkpoint, [item for item in ITEMS if item.id != "bugle"], apart=True)
    assert len(fewer.item_ids) == len(ITEMS) - 1
    for context in CONTEXTS:
        assert np.isfinite(fewer.score(context).parts).all()
    for part in ("words", "together"):
        place = PARTS.index(part)
        before, now = (each.score(NIGHT).parts[:, place] for each in (model, fewer))
        kept = [model.rows[item] for item in fewer.item_ids]
        assert now == pytest.approx(before[kept], abs=1e-5)


def test_none_of_the_items_may_be_known(checkpoint: Path) -> None:
    strangers = [replace(item, id=f"{item.id}-2") for item in ITEMS]
    assert np.isfinite(opened(checkpoint, strangers).score(MORNING).parts).all()


class CutOff(Exception):
    pass


def vector_of(trained: Trained) -> Floats:
    """All that was learned, in one row."""
    return np.concatenate([np.ravel(each) for each in (*trained.encoder.values(), *trained.factors.values())])


def test_training_that_was_cut_off_goes_on_to_the_same_end(tmp_path: Path, learned: Learned) -> None:
    told: list[tuple[int, int]] = []

    def cut(what: str, done: int, total: int) -> None:
        if what == "Fine-tuning":
            told.append((done, total))
            if done > total // HOW.epochs:
                raise CutOff

    def listen(what: str, done: int, total: int) -> None:
        if what == "Fine-tuning":
            told.append((done, total))

    with pytest.raises(CutOff):
        learn(tmp_path, say=cut)
    assert [path.suffix for path in tmp_path.iterdir()] == [".pt"]
    steps = told[-1][1]
    told.clear()
    trained, card = learn(tmp_path, say=listen)
    assert told == [(done, steps) for done in range(steps // HOW.epochs + 1, steps + 1)]
    assert card.epochs == learned[1].epochs
    assert np.abs(vector_of(trained) - vector_of(learned[0])).max() < 1e-5


def test_the_same_seed_gives_the_same_model_and_another_a_different_one(
    tmp_path: Path, learned: Learned
) -> None:
    same = learn(tmp_path, keep=True)
    other = learn(tmp_path, how=replace(HOW, seed=1))  # the same place: it is not gone on with
    assert np.abs(vector_of(same[0]) - vector_of(learned[0])).max() < 1e-5
    assert np.array(same[1].weights) == pytest.approx(np.array(learned[1].weights), rel=1e-3, abs=1e-4)
    assert np.abs(vector_of(other[0]) - vector_of(learned[0])).max() > 1e-4


def test_a_state_that_cannot_be_gone_on_with_is_refused(tmp_path: Path) -> None:
    one = replace(HOW, epochs=1)
    learn(tmp_path, how=one, keep=True)
    [state] = tmp_path.iterdir()
    for damaged in (b"", b"no state at all", state.read_bytes()[:100_000]):
        state.write_bytes(damaged)
        with pytest.raises(BadCheckpoint, match=r"cannot be gone on with: .*Delete it to begin anew"):
            learn(tmp_path, how=one)
    state.unlink()


@pytest.mark.parametrize("how", [{"content": 0.0}, {"collaborative": 0.0}])
def test_either_half_of_the_objective_can_be_left_out(tmp_path: Path, how: dict[str, float]) -> None:
    # A first wish names nothing: without λ2 there is nothing to learn from it.
    wish = Dialogue(
        "w", (Utterance("seeker", "Strong, please"), Utterance("recommender", "Anvil", ("anvil",)))
    )
    trained, _ = learn(
        tmp_path, lessons(dialogues=(wish, *DIALOGUES)), replace(HOW, epochs=1, batch=1, **how)
    )
    assert np.isfinite(vector_of(trained)).all()


def usable(tmp_path: Path, given: Lessons) -> FineTuned:
    """Trained for an epoch, saved, loaded; every score is a number."""
    save(tmp_path / "model", *learn(tmp_path / "work", given, replace(HOW, epochs=1)))
    model = load(tmp_path / "model", SCHEMA, given.items, encoder(), embed)
    for context in CONTEXTS:
        assert np.isfinite(model.score(context).parts).all()
    return model


def wordless(dialogues: Sequence[Dialogue]) -> tuple[Dialogue, ...]:
    return tuple(
        Dialogue(each.id, tuple(replace(said, text="") for said in each.utterances)) for each in dialogues
    )


def test_conversations_without_a_word_can_be_learned_from(tmp_path: Path) -> None:
    model = usable(tmp_path, lessons(dialogues=wordless(DIALOGUES), held_out=turns(wordless(HELD))))
    assert model.together.lift(0)[1] > 0


def test_turns_alone_can_be_learned_from(tmp_path: Path) -> None:
    model = usable(tmp_path, lessons(dialogues=(), turns=turns(DIALOGUES)))
    assert model.trained_on == {each.id for each in DIALOGUES}
    assert model.together.lift(0)[1] > 0  # what was recommended counts with what was named before


def test_turns_beside_sessions_without_words_are_learned_from_too(tmp_path: Path) -> None:
    sessions = wordless(DIALOGUES[:4])
    model = usable(tmp_path, lessons(dialogues=sessions, turns=turns(DIALOGUES[4:])))
    dew, egret = model.rows["dew"], model.rows["egret"]
    assert model.together.lift(dew)[egret] > 0


def test_a_shelf_of_one_item_can_be_learned_from(tmp_path: Path) -> None:
    given = lessons(items=ITEMS[:1], vectors=embed(ITEMS[:1]))
    said = (Utterance("seeker", "Strong, please"), Utterance("recommender", "Anvil", ("anvil",)))
    again = (*said, Utterance("recommender", "or that", ("elsewhere",)))
    held = turns([Dialogue("v1", said), Dialogue("v2", again)])
    usable(tmp_path, replace(given, dialogues=(Dialogue("t", said),), held_out=held))


def test_one_held_out_dialogue_is_enough_to_weigh_on(tmp_path: Path) -> None:
    usable(tmp_path, lessons(held_out=turns(HELD[:1])))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"dialogues": ()}, "nothing to learn from: 0 dialogues and 0 turns"),
        (
            {"held_out": ()},
            "no turn to judge by: .*Bring more, or name turns of other dialogues with --valid",
        ),
        (
            {"dialogues": (Dialogue("d", (Utterance("recommender", "", ("anvil",)),)),)},
            "nothing to learn from",
        ),
        (
            {"items": (Item("other", "Other", {}),)},
            "nothing to learn from: 16 dialogues .* Check that the item ids",
        ),
        (
            {
                "held_out": turns_of(
                    Dialogue("v", (Utterance("seeker", "Hi"), Utterance("recommender", "", ("x",))))
                )
            },
            "no turn to judge by: .* recommend no item of the catalogue",
        ),
    ],
)
def test_what_cannot_be_learned_from_is_refused_and_says_why(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(BadDialogues, match=said):
        learn(tmp_path, lessons(**changed))


def test_what_serves_any_catalogue_can_be_kept_alone(
    tmp_path: Path, learned: Learned, model: FineTuned
) -> None:
    save(tmp_path, *learned)
    save(tmp_path, *learned, share=True)
    elsewhere = [Item(f"sku-{item.id}", item.title, item.values) for item in ITEMS]
    assert knows(tmp_path, SCHEMA, elsewhere) == 1  # by their titles
    assert knows(tmp_path, SCHEMA, [*elsewhere, Item("new", "Something new", {})]) < 1
    there = opened(tmp_path, items=elsewhere).score(MORNING)
    at_home = dict(zip(there.names, (there.parts - model.score(MORNING).parts).T, strict=True))
    assert np.allclose(at_home["words"], 0, atol=0.3)  # 8 bits, and texts embedded anew
    assert np.allclose(at_home["popularity"], 0, atol=1e-3)
    talk = load_talk(tmp_path, encoder())
    fit = talk.fit(MORNING, {}, embed(ITEMS).astype(np.float64))
    assert fit.shape == (len(ITEMS),)
    assert fit[0] > fit[-1]
    beginning = QueryEncoder(encoder()[1])
    before = beginning.encode(["user: Strong tea"])
    start = start_from(tmp_path, beginning, encoder()[0])
    assert start.trained_on == {each.id for each in DIALOGUES}
    after = beginning.encode(["user: Strong tea"])
    assert not np.allclose(after, before, atol=1e-4)
    assert np.allclose(after, model.encoder.encode(["user: Strong tea"]), atol=0.02)


def test_a_whole_model_serves_any_catalogue_too(checkpoint: Path) -> None:
    assert load_talk(checkpoint, encoder()).fit(MORNING, {}, embed(ITEMS[:2])).shape == (2,)


def test_layers_of_another_encoder_are_refused(tmp_path: Path, checkpoint: Path, learned: Learned) -> None:
    shutil.copytree(checkpoint, tmp_path, dirs_exist_ok=True)
    trained, card = learned
    some = dict(list(trained.encoder.items())[1:])
    save(tmp_path, replace(trained, encoder=some), card)
    with pytest.raises(BadCheckpoint, match="not those of this encoder"):
        opened(tmp_path)
    name = next(iter(trained.encoder))
    save(tmp_path, replace(trained, encoder={**trained.encoder, name: np.zeros(3, np.float32)}), card)
    with pytest.raises(BadCheckpoint, match="has shape"):
        opened(tmp_path)
    assert (checkpoint / FACTORS).exists()


def test_training_can_begin_with_what_another_model_knows(tmp_path: Path, checkpoint: Path) -> None:
    other = Dialogue("t9", DIALOGUES[0].utterances)
    one = replace(HOW, epochs=1, encoder_rate=0.0, factor_rate=0.0)  # nothing is added to it
    learn(tmp_path, lessons(dialogues=(other,)), one, keep=True)
    trained, card = learn(tmp_path, lessons(dialogues=(other,)), one, start=checkpoint)  # not gone on with
    assert set(card.trained_on) == {"t9", *(each.id for each in DIALOGUES)}
    assert trained.factors["W"] == pytest.approx(load_weights(checkpoint / FACTORS)["W"], abs=1e-6)
