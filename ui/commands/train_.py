"""`because train`: fine-tune the scoring model on conversations, on what people did, or on both."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.commands.opening import shown_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recsys.checkpoint import Start
    from recsys.dialogues import Dialogue
    from recsys.query_encoder import QueryEncoder
    from recsys.training import Lessons

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
existing = click.Path(exists=True, path_type=Path)
share_of_loss = click.FloatRange(min=0)


@click.command("train")
@click.option("--items", "shelf", type=existing, help="Items (JSON Lines, CSV …), or a catalogue directory.")
@click.option("--catalogue", type=existing, help="A catalogue made by `because import`, with what it keeps.")
@click.option("--dialogues", multiple=True, type=existing_file, help="Whole dialogues (JSON Lines).")
@click.option("--turns", multiple=True, type=existing_file, help="Recommendation turns (JSON Lines).")
@click.option("--interactions", type=existing_file, help="Who did what with which item (CSV, TSV, …).")
@click.option(
    "--valid", type=existing_file, help="Turns to stop by and weigh on; a tenth is set aside without."
)
@click.option(
    "--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
@click.option("--epochs", default=2, show_default=True, type=click.IntRange(1, 50))
@click.option(
    "--collaborative", default=1.0, show_default=True, type=share_of_loss, help="λ1: what is named together."
)
@click.option(
    "--content",
    default=1.0,
    show_default=True,
    type=share_of_loss,
    help="λ2: what is said, against items' texts.",
)
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--from",
    "start",
    metavar="DIR|plain",
    help="The model to begin with. [default: the shipped one, unless it learned from these dialogues]",
)
@click.option(
    "--share",
    is_flag=True,
    help="Leave out what only this catalogue can use: ids, texts, single conversations.",
)
@click.option("--writer", is_flag=True, help="Teach the small language model to write reasons instead.")
@click.option(
    "--steps", default=600, show_default=True, type=click.IntRange(1, 100_000), help="With --writer."
)
@click.option("--lessons", "kept", type=existing_file, help="With --writer: lessons kept by an earlier run.")
def command(
    shelf: Path | None,
    catalogue: Path | None,
    dialogues: tuple[Path, ...],
    turns: tuple[Path, ...],
    interactions: Path | None,
    valid: Path | None,
    into: Path,
    epochs: int,
    collaborative: float,
    content: float,
    seed: int,
    start: str | None,
    share: bool,
    writer: bool,
    steps: int,
    kept: Path | None,
) -> None:
    """Fine-tune on conversations (--dialogues, --turns) and on what people did (--interactions).

    Training that was cut off goes on where its last epoch ended when the same command is run again.
    """
    if writer:
        from ui.commands.train_writer import teach_writer

        if shelf or catalogue or dialogues or turns or interactions or valid:
            raise click.UsageError(
                "--writer makes its own lessons: name --into, and --steps, --seed, --lessons"
            )
        teach_writer(into, steps, seed, kept)
        return
    from bot.settings import read_settings
    from bot.wiring import catalogue_dir, load_encoder
    from recsys import checkpoint
    from recsys.learning import Learning
    from recsys.query_encoder import QueryEncoder
    from recsys.training import Stamp, train
    from retrieval.encoder import SentenceEncoder
    from retrieval.text import item_text
    from ui.training import commit, print_card

    if shelf is not None and catalogue is not None:
        raise click.UsageError("say what is recommended: either --items FILE or --catalogue DIR, not both")
    if catalogue is not None:
        dialogues, interactions = _kept(catalogue, dialogues, interactions)
    if not (dialogues or turns or interactions):
        raise click.UsageError("nothing to learn from: name --dialogues, --turns or --interactions")
    if not (collaborative or content):
        raise click.UsageError("--collaborative and --content are both 0: nothing would be learned")
    settings = read_settings()
    place = shelf or catalogue or catalogue_dir(settings)
    # Read before the encoder is loaded: what is wrong with a file is said at once.
    lessons = _lessons(place, dialogues, turns, interactions, valid)
    encoder = load_encoder(settings)
    if not isinstance(encoder, SentenceEncoder):
        raise click.UsageError(f"training needs an encoder that learns; BECAUSE_ENCODER is {encoder.name}")
    click.echo(f"Reading {len(lessons.items):,} items …", err=True)
    texts = [item_text(lessons.schema, item) for item in lessons.items]
    lessons = replace(lessons, vectors=encoder.encode(texts))
    stamp = Stamp(
        name=into.resolve().name,
        version=version("because-chat"),
        commit=commit(Path(__file__).parent),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=encoder.name,
        clock=time.perf_counter,
    )
    how = Learning(epochs=epochs, collaborative=collaborative, content=content, seed=seed)
    work = into / "training"
    query_encoder = QueryEncoder(encoder.source)
    begun = _begun(start, query_encoder, encoder.name, lessons)
    with shown_progress("{task.description}") as bar:
        task = bar.add_task("Training")

        def say(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        trained, card = train(lessons, query_encoder, how, work, stamp, say, begun)
    checkpoint.save(into, trained, card, share=share)
    shutil.rmtree(work, ignore_errors=True)
    print_card(card, into)


def _begun(start: str | None, encoder: QueryEncoder, name: str, lessons: Lessons) -> Start | None:
    """What training begins with: the model named, or the shipped one if it serves and has not seen these dialogues:
    it would take for understood what it remembers."""
    from bot.ranking_model import SHIPPED
    from recsys.card import read_card
    from recsys.checkpoint import start_from

    if start is None and SHIPPED.is_dir():
        card = read_card(SHIPPED)
        seen = frozenset(card.trained_on) & (
            frozenset(each.id for each in lessons.dialogues)
            | {turn.dialogue_id for turn in (*lessons.turns, *lessons.held_out)}
        )
        return None if seen or card.encoder != name else start_from(SHIPPED, encoder, name)
    return None if start is None or start == "plain" else start_from(Path(start), encoder, name)


def _lessons(
    shelf: Path,
    dialogues: Sequence[Path],
    turns: Sequence[Path],
    interactions: Path | None,
    valid: Path | None,
) -> Lessons:
    """Everything to learn from but the items' vectors; dialogues that stand on both sides are refused."""
    import numpy as np

    from recsys.dialogues import read_dialogues, read_turns
    from recsys.protocol import refuse_leaks
    from recsys.splits import set_aside
    from recsys.training import Lessons
    from retrieval.importing.loading import read_shelf

    schema, items = read_shelf(
        shelf, lambda row: click.echo(f"{row.file}:{row.line}: {row.reason}", err=True)
    )
    said = [each for path in dialogues for each in read_dialogues(path)]
    recommended = [each for path in turns for each in read_turns(path)]
    said += _sessions(interactions, {item.id for item in items})
    learned = frozenset(each.id for each in said) | {turn.dialogue_id for turn in recommended}
    if valid is not None:
        held = read_turns(valid)
        refuse_leaks(held, learned, "--dialogues and --turns")
    else:
        kept, learned_from, aside = set_aside(said, recommended)
        said, recommended, held = list(kept), list(learned_from), list(aside)
    vectors = np.zeros((len(items), 0), dtype=np.float32)
    return Lessons(schema, items, vectors, tuple(said), tuple(recommended), tuple(held))


def _sessions(interactions: Path | None, known: frozenset[str] | set[str]) -> Sequence[Dialogue]:
    from recsys.sessions import Interaction, sessions_of
    from retrieval.importing.people import read_people
    from retrieval.importing.read import read_table

    if interactions is None:
        return ()
    people = read_people(read_table(interactions), "", known)
    if people.bad:
        first = people.bad[0]
        click.echo(
            f"{len(people.bad):,} interactions left out; the first: {first.file}:{first.line}: {first.reason}",
            err=True,
        )
    return sessions_of([Interaction(r.user_id, r.item_id, r.kind, r.value, r.time) for r in people.rows])


def _kept(
    catalogue: Path, dialogues: tuple[Path, ...], interactions: Path | None
) -> tuple[tuple[Path, ...], Path | None]:
    """What `because import` kept beside the catalogue, where nothing else is named."""
    said, did = catalogue / "dialogues.jsonl", catalogue / "interactions.parquet"
    if not dialogues and said.exists():
        dialogues = (said,)
    return dialogues, interactions or (did if did.exists() else None)
