"""Building a bot from settings: the index follows encoder and catalogue, the model follows the settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import BadSetting
from bot.models.breaker import CircuitBreaker
from bot.models.llm_local import LocalModel
from bot.models.scripted import ScriptedModel
from bot.phrasing.style import Style
from bot.ranking_model import open_talk
from bot.settings import Settings
from bot.template_writer import TemplateWriter
from bot.types import DialogueState, Turn
from bot.understanding import RuleUnderstanding
from bot.understanding_llm import LlmUnderstanding
from bot.wiring import (
    DEMO,
    Bot,
    assemble,
    build,
    catalogue_dir,
    index_dir,
    load_encoder,
    open_index,
    open_model,
    open_writer,
)
from bot.writing import GroundedWriter
from bot.writing_many import ManyWriter
from recsys.dialogues import Utterance
from recsys.errors import BadCheckpoint
from retrieval.catalog import Catalogue
from retrieval.encoder import HashingEncoder
from retrieval.errors import CatalogueMissing, EncoderUnavailable
from retrieval.manifest import read_manifest
from tests.bot.stub_server import serving
from tests.bot.talking import Visitor, shown
from tests.doubles import Listener, write_shop

NOBODY = 65534


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The kettles without an index."""
    return write_shop(tmp_path / "kettles")


def given(tmp_path: Path, catalogue: Path, **more: object) -> Settings:
    return Settings(home=tmp_path / "home", catalogue=catalogue, encoder="hashing", llm="off", **more)


def test_a_bot_is_built_from_settings_alone_and_answers(tmp_path: Path, fresh: Path) -> None:
    told: list[tuple[int, int]] = []
    with closing(build(given(tmp_path, fresh), lambda done, total: told.append((done, total)))) as bot:
        assert told[-1] == (10, 10)
        assert bot.encoder_name == HashingEncoder().name
        assert bot.wait_for_model() is False
        assert len(shown(Visitor(bot).say("electric kettles"))) == 3
    assert (tmp_path / "home" / "because.db").is_file()
    assert (fresh / "index" / "manifest.json").is_file()


def test_an_index_that_fits_is_used_again(tmp_path: Path, fresh: Path) -> None:
    settings, told = given(tmp_path, fresh), list[int]()
    open_index(settings, HashingEncoder(), lambda done, _: told.append(done))
    assert told
    told.clear()
    open_index(settings, HashingEncoder(), lambda done, _: told.append(done))
    assert told == []


def test_another_encoder_rebuilds_the_index(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh)
    open_index(settings, HashingEncoder(64))
    retriever = open_index(settings, HashingEncoder(32))
    assert retriever.vector("k1").shape == (32,)
    assert read_manifest(fresh / "index").encoder == "hashing-32"


def test_another_catalogue_rebuilds_the_index(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh)
    before = open_index(settings, HashingEncoder())
    lines = (fresh / "items.jsonl").read_text(encoding="utf-8").splitlines()
    (fresh / "items.jsonl").write_text("\n".join(lines[:6]), encoding="utf-8")
    after = open_index(settings, HashingEncoder())
    assert (len(before.catalogue), len(after.catalogue)) == (10, 6)
    assert read_manifest(fresh / "index").items == 6


@pytest.mark.parametrize("name", ["manifest.json", "vectors.npy"])
def test_a_damaged_index_is_rebuilt(tmp_path: Path, fresh: Path, name: str) -> None:
    settings = given(tmp_path, fresh)
    open_index(settings, HashingEncoder())
    (broken,) = (fresh / "index").rglob(name)
    broken.write_bytes(b"{")
    assert len(open_index(settings, HashingEncoder()).catalogue) == 10


def test_a_directory_without_a_catalogue_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissing, match="Run: because import FILE --into"):
        build(given(tmp_path, tmp_path))


def test_the_shipped_catalogue_is_the_default_and_its_index_lies_below_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert catalogue_dir(settings) == DEMO
    assert index_dir(settings).parent == tmp_path / "index"


@contextmanager
def written_by_nobody(directory: Path) -> Iterator[None]:
    """As a user for whom the directory is read-only, also where the tests run as root."""
    directory.chmod(0o555)
    root = os.getuid() == 0
    if root:
        os.setreuid(NOBODY, -1)
    try:
        yield
    finally:
        if root:
            os.setreuid(0, -1)
        directory.chmod(0o755)


def test_the_index_of_a_read_only_catalogue_lies_below_home(tmp_path: Path, fresh: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        shelf = Path(shutil.copytree(fresh, place / "kettles"))
        settings = given(tmp_path, shelf)
        assert index_dir(settings) == shelf / "index"
        with written_by_nobody(shelf):
            assert index_dir(settings).is_relative_to(tmp_path / "home")
            retriever = open_index(settings, HashingEncoder())
            assert index_dir(replace_catalogue(settings, fresh)) != index_dir(settings)
        assert len(retriever.catalogue) == 10
        assert not (shelf / "index").exists()


def replace_catalogue(settings: Settings, catalogue: Path) -> Settings:
    return settings.model_copy(update={"catalogue": catalogue})


def test_without_a_language_model_templates_write(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh)
    assert open_model(settings) is None
    writer = open_writer(settings, Catalogue.load(fresh), None)
    assert isinstance(writer, TemplateWriter)
    assert writer.prompt is None


def test_a_model_behind_a_url_is_guarded_and_told_what_was_wrong(tmp_path: Path, fresh: Path) -> None:
    with serving(["anything"]) as server:
        settings = given(tmp_path, fresh).model_copy(update={"llm": "auto", "llm_url": server.url})
        model = open_model(settings)
        assert isinstance(model, CircuitBreaker)
        assert model.ready()
        assert server.calls == []
    writer = open_writer(settings, Catalogue.load(fresh), model)
    assert isinstance(writer, ManyWriter)
    assert writer.each.again is not None
    assert writer.style == Style("plain", "medium")
    styled = settings.model_copy(update={"tone": "expert", "length": "short"})
    writer = open_writer(styled, Catalogue.load(fresh), model)
    assert isinstance(writer, ManyWriter)
    assert writer.style == Style("expert", "short")


def test_reasons_without_a_model_keep_to_the_length_too(tmp_path: Path, fresh: Path) -> None:
    texts = []
    for length in ("short", "medium", "long"):
        with closing(build(given(tmp_path, fresh, length=length))) as bot:
            cards = bot.assistant.once("electric kettles").cards
            assert cards is not None
            texts.append([card.reason.text for card in cards.cards])
    for short, medium, long in zip(*texts, strict=True):
        assert len(short) < len(medium) < len(long)
        assert long.startswith(medium)
        assert medium.startswith(short)


def test_the_embedded_model_loads_in_the_background_and_its_trouble_harms_nobody(
    tmp_path: Path, fresh: Path
) -> None:
    """A directory that is no model stands for whatever may be wrong with one."""
    (tmp_path / "nothing").mkdir()
    settings = given(tmp_path, fresh).model_copy(
        update={"llm": "auto", "llm_model": str(tmp_path / "nothing")}
    )
    with closing(build(settings)) as bot:
        assert isinstance(bot.model, LocalModel)
        assert isinstance(bot.writer, GroundedWriter)
        assert bot.writer.again is None
        assert bot.wait_for_model() is False
        assert "is not a model's directory" in bot.model.trouble
        turn = Visitor(bot).say("electric kettles")
        assert {j.justification.writer for j in turn.justifications} == {"template"}


def test_waiting_for_a_model_that_is_there_takes_no_time(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh)
    retriever = open_index(settings, HashingEncoder())
    with closing(assemble(settings, retriever, "hashing", ScriptedModel([]))) as bot:
        assert bot.wait_for_model() is True


@pytest.mark.parametrize(("llm", "url"), [("auto", ""), ("off", "http://127.0.0.1:9")])
def test_parsing_by_a_model_needs_the_url_of_one(tmp_path: Path, fresh: Path, llm: str, url: str) -> None:
    settings = given(tmp_path, fresh).model_copy(update={"parser": "llm", "llm": llm, "llm_url": url})
    retriever = open_index(settings, HashingEncoder())
    model = ScriptedModel([]) if llm == "auto" else None
    with pytest.raises(BadSetting, match="BECAUSE_PARSER=llm needs a large model: set BECAUSE_LLM_URL"):
        assemble(settings, retriever, "hashing", model)


def test_a_model_may_parse_and_the_rules_stand_behind_it(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh, parser="llm", llm_url="http://127.0.0.1:9")
    retriever = open_index(settings, HashingEncoder())
    model = ScriptedModel(["no json at all"] * 5)
    with closing(assemble(settings, retriever, "hashing", model)) as bot:
        assert isinstance(bot.understanding, LlmUnderstanding)
        act = bot.understanding.understand(Visitor(bot).say("thanks").state, "electric kettles")
        assert [c.value for c in act.constraints] == ["electric"]
    plain = settings.model_copy(update={"parser": "rules"})
    with closing(assemble(plain, retriever, "hashing", None)) as bot:
        assert isinstance(bot.understanding, RuleUnderstanding)


def test_an_encoder_is_loaded_by_its_setting(tmp_path: Path) -> None:
    assert isinstance(load_encoder(Settings(encoder="hashing")), HashingEncoder)
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        load_encoder(Settings(encoder=str(tmp_path)))


def test_no_model_reads_the_conversation_where_it_is_off_or_there_is_none_for_the_encoder() -> None:
    assert open_talk(Settings(model="off"), HashingEncoder()) is None
    assert open_talk(Settings(), HashingEncoder()) is None


def test_a_named_model_has_to_be_there(tmp_path: Path, fresh: Path) -> None:
    with pytest.raises(BadCheckpoint, match="because train"):
        build(given(tmp_path, fresh, model=str(tmp_path / "nothing")))


def test_a_model_that_reads_the_conversation_moves_the_list_and_is_told_of(
    tmp_path: Path, fresh: Path
) -> None:
    settings, encoder = given(tmp_path, fresh), HashingEncoder()
    retriever, listener = open_index(settings, encoder), Listener(encoder)
    with closing(assemble(settings, retriever, encoder.name, None, listener)) as bot:
        visitor = Visitor(bot)
        turn = visitor.say("a kettle for trains and hotel rooms")
        assert turn.cards
        parts = {part.name: part.value for part in turn.cards.cards[0].recommendation.contributions}
        assert parts["conversation"] > 0
        assert "learned" in [step.name for step in turn.cards.path]
        assert "fit to the conversation" in visitor.say("why the first one?").reply
        visitor.say("a quiet one")
    assert listener.heard[-1] == (
        "a kettle for trains and hotel rooms / " + ", ".join(titled(bot, turn)) + " / a quiet one"
    )


def test_what_fits_the_conversation_is_searched_for_too(tmp_path: Path, fresh: Path) -> None:
    settings, encoder = given(tmp_path, fresh), HashingEncoder()
    retriever = open_index(settings, encoder)
    state = DialogueState(said=(Utterance("seeker", "campfires and mountains"),))
    with closing(assemble(settings, retriever, encoder.name, None, Listener(encoder))) as hearing:
        query = hearing.recommending.query(state)
        assert query.words == ""
        assert "learned" in retriever.search(query, 1).candidates[0].found_by
        assert retriever.search(query, 1).candidates[0].item.id == "k5"
        assert hearing.recommending.query(DialogueState()).toward is None
    with closing(assemble(settings, retriever, encoder.name, None)) as deaf:
        assert deaf.recommending.query(state).toward is None


def titled(bot: Bot, turn: Turn) -> list[str]:
    items = [bot.shelf.get(item_id) for item_id in shown(turn)]
    return [f"{item.title} ({item.number('made'):.0f})" for item in items if item]


def test_two_bots_in_one_process_share_nothing(tmp_path: Path, fresh: Path) -> None:
    settings = given(tmp_path, fresh)
    other = settings.model_copy(update={"database": tmp_path / "other.db"})
    with closing(build(settings)) as one, closing(build(other)) as two:
        Visitor(one).say("electric kettles")
        assert (one.store.counts()["turns"], two.store.counts()["turns"]) == (1, 0)
        assert replace(one.assistant, store=two.store).store is two.store
