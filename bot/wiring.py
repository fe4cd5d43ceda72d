"""Builds everything from the settings, once. Nothing else constructs the parts of a running bot."""

from __future__ import annotations

import gc
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.assistant import Assistant
from bot.checking import CurrentChecker
from bot.errors import BadSetting
from bot.explaining import Explaining
from bot.informing import Informing
from bot.models.breaker import CircuitBreaker
from bot.models.llm_local import LocalModel, local_model
from bot.models.llm_remote import RemoteModel
from bot.models.model_files import own_words, writer_name
from bot.phrasing.style import Style
from bot.policy import Policy
from bot.ports import LanguageModel, LlmRequest, Understanding, Writer
from bot.ranking_model import open_own, open_talk
from bot.recommending import Recommending
from bot.settings import Settings
from bot.spoken import in_chinese
from bot.store import SqliteStore
from bot.template_writer import TemplateWriter
from bot.texts import ENGLISH, language_of, texts
from bot.understanding import RuleUnderstanding
from bot.writing import GroundedWriter
from bot.writing_many import ManyWriter
from bot.writing_small import SmallWriter
from prompts.registry import Prompts
from prompts.template import Prompt
from recsys.background import COMPARED, Background
from recsys.grounds import Grounds
from recsys.learned import Learned
from recsys.ranker import MmrRanker
from recsys.scorer import CatalogueFit, ConversationFit, WeightedScorer
from recsys.shares import Shares
from retrieval.build import build_index, open_retriever
from retrieval.catalog import Catalogue
from retrieval.encoder import Encoder, HashingEncoder, SentenceEncoder
from retrieval.errors import IndexDamaged, IndexMismatch, IndexMissing
from retrieval.retriever import HybridRetriever

DEMO = Path(__file__).parents[1] / "retrieval" / "demo"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot: what the faces need of it."""

    settings: Settings
    shelf: Catalogue
    retriever: HybridRetriever
    understanding: Understanding
    recommending: Recommending
    writer: Writer
    model: LanguageModel | None
    store: SqliteStore
    assistant: Assistant
    speakers: Mapping[str, Assistant]
    encoder_name: str
    started: float

    def speaking(self, language: str) -> Assistant:
        """The assistant that speaks a language (a tag, or an Accept-Language header), else the English one."""
        return self.speakers[language_of(language)]

    def explaining(self, language: str = ENGLISH) -> Explaining:
        """What explains stored turns in a language."""
        return self.speaking(language).informing.explaining

    def wait_for_model(self) -> bool:
        """Wait until an embedded language model has been loaded; whether there is one to write now."""
        if isinstance(self.model, LocalModel):
            self.model.wait()
        return self.model is not None and self.model.ready()

    def close(self) -> None:
        """Give back what is held open. Call once, at the end."""
        self.store.close()


def build(settings: Settings, progress: Progress | None = None) -> Bot:
    """A bot for the settings; builds the index where it is missing or of another catalogue or encoder."""
    with _lasting():
        encoder = load_encoder(settings)
        retriever = open_index(settings, encoder, progress)
        talk = open_talk(settings, encoder)
        own = open_own(settings, encoder, talk, retriever.catalogue, retriever.vector)
        bot = assemble(settings, retriever, encoder.name, open_model(settings), talk, own)
        # The first answer builds the vocabulary and wakes the encoder; no visitor should wait for that.
        bot.assistant.rehearse()
    return bot


@contextmanager
def _lasting() -> Iterator[None]:
    """What is built now lasts: not looked through for garbage while it grows, nor during any answer later."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


def assemble(
    settings: Settings,
    retriever: HybridRetriever,
    encoder_name: str,
    model: LanguageModel | None,
    talk: ConversationFit | None = None,
    own: CatalogueFit | None = None,
) -> Bot:
    """A bot from parts that are already there; tests hand over their doubles here."""
    shelf = retriever.catalogue
    understanding = open_understanding(settings, shelf, model)
    items = shelf.items()
    sample = [retriever.vector(item.id) for item in items[:: max(1, len(items) // COMPARED)]]
    background = Background.of(shelf.schema, items, sample)
    scorer = WeightedScorer(
        shelf.schema,
        vector_of=retriever.vector,
        background=background,
        talk=talk,
        own=own,
        item_of=shelf.get,
    )
    ranker = MmrRanker(scorer, settings.diversity)
    shares = Shares(shelf.schema, scorer.weights, background, retriever.vector)
    grounds = Grounds(shares, own if isinstance(own, Learned) else None)
    recommending = Recommending(
        shelf, retriever, ranker, Policy(shelf), settings.candidates, time.perf_counter, talk, grounds,
        settings.length or "medium",
    )  # fmt: skip
    writer = open_writer(settings, shelf, model)
    store = open_store(settings)
    assistant = Assistant(
        shelf=shelf,
        understanding=understanding,
        recommending=recommending,
        informing=Informing(
            shelf,
            Explaining(recommending, understanding, settings.shown, texts(ENGLISH), CurrentChecker(shelf)),
        ),
        writer=writer,
        store=store,
        now=time.time,
        n_shown=settings.shown,
        max_characters=settings.max_characters,
    )
    speakers = {ENGLISH: assistant, "zh": in_chinese(assistant, shelf)}
    return Bot(
        settings, shelf, retriever, understanding, recommending, writer, model, store, assistant, speakers,
        encoder_name, time.time(),
    )  # fmt: skip


def catalogue_dir(settings: Settings) -> Path:
    return settings.catalogue or DEMO


def index_dir(settings: Settings) -> Path:
    """Beside the catalogue where that can be written to, else below HOME, one folder a catalogue."""
    directory = catalogue_dir(settings)
    if directory != DEMO and os.access(directory, os.W_OK):
        return directory / "index"
    key = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:8]
    return settings.home / "index" / f"{directory.name}-{key}"


def open_index(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> HybridRetriever:
    """The catalogue's retriever; its index is built first where it does not fit. What fits is reused."""
    catalogue, index = catalogue_dir(settings), index_dir(settings)
    try:
        return open_retriever(catalogue, encoder, index)
    except (IndexMissing, IndexMismatch, IndexDamaged):
        build_index(catalogue, index, encoder, progress)
        return open_retriever(catalogue, encoder, index)


def open_store(settings: Settings) -> SqliteStore:
    settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore(settings.database_file, now=time.time)


def open_model(settings: Settings) -> LanguageModel | None:
    """The language model: behind a URL, or in process and loading in the background; None when off."""
    if settings.llm == "off":
        return None
    if settings.llm_url:
        return CircuitBreaker(remote_model(settings), time.monotonic)
    model = local_model(
        settings.home / "models",
        time.monotonic,
        settings.llm_model or writer_name(),
        seconds=settings.llm_timeout,
        warm_up=_warm_up(Prompts.load().get("reason", 2 if _taught(settings) else 1)),
    )
    model.start()
    return model


def remote_model(settings: Settings) -> RemoteModel:
    key = settings.llm_key.get_secret_value()
    return RemoteModel(settings.llm_url, settings.llm_model, key, settings.llm_timeout)


def _warm_up(prompt: Prompt) -> LlmRequest:
    """A call whose only use is that the prompt's stable beginning has been read once."""
    return LlmRequest(prompt.render(**dict.fromkeys(prompt.variables, "It")), max_tokens=1)


def open_writer(settings: Settings, shelf: Catalogue, model: LanguageModel | None) -> Writer:
    if model is None:
        return TemplateWriter()
    prompts, checker, seconds = Prompts.load(), CurrentChecker(shelf), settings.llm_timeout
    if _taught(settings):
        small = prompts.get("reason", 2)
        style = Style.of(small, settings.tone, settings.length)
        return SmallWriter(model, checker, small, shelf, time.monotonic, seconds, style, own_words())
    if not settings.llm_url:
        return GroundedWriter(model, checker, prompts.get("reason", 1), time.monotonic, seconds)
    # Only a model behind a server is big enough for all cards at once, and to be told what was wrong.
    each = GroundedWriter(
        model, checker, prompts.get("reason", 1), time.monotonic, seconds, prompts.get("again")
    )
    template, again = prompts.get("reasons"), prompts.get("reasons_again")
    style = Style.of(template, settings.tone, settings.length)
    return ManyWriter(model, checker, template, again, each, time.monotonic, seconds, style)


def _taught(settings: Settings) -> bool:
    """Whether the model is the one that was taught to write reasons: in process by default, served by its name."""
    return settings.llm_model == writer_name() or not (settings.llm_model or settings.llm_url)


def open_understanding(settings: Settings, shelf: Catalogue, model: LanguageModel | None) -> Understanding:
    """The rules; with BECAUSE_PARSER=llm the model first, the rules where it fails."""
    rules = RuleUnderstanding(shelf)
    if settings.parser == "rules":
        return rules
    if model is None or not settings.llm_url:
        raise BadSetting(
            "BECAUSE_PARSER=llm needs a large model: set BECAUSE_LLM_URL to its server, and BECAUSE_LLM not to off."
        )
    from bot.understanding_llm import LlmUnderstanding

    return LlmUnderstanding(model, shelf, rules, Prompts.load().get("understand"))


def load_encoder(settings: Settings) -> Encoder:
    """The encoder of the settings; "hashing" needs no model, for machines that have none."""
    return HashingEncoder() if settings.encoder == "hashing" else SentenceEncoder(settings.encoder)
