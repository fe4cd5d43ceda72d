"""`because evaluate`: how often a model finds what was recommended next in conversations."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.commands.opening import shown_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.progress import Progress, TaskID

    from recsys.baselines import Mentions
    from recsys.evaluate import ConversationScorer
    from retrieval.importing.read import BadRow
    from retrieval.types import Item, Schema

SEED = 20_260
"""Of the intervals: the same files give the same figures."""

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.option(
    "--items",
    "shelf",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Items (JSON Lines, CSV …), or a catalogue directory.",
)
@click.option("--turns", "file", required=True, type=existing_file, help="Recommendation turns (JSON Lines).")
@click.option(
    "--model",
    metavar="DIR|popularity|counts",
    help="What to measure; the shipped model if not said.",
)
@click.option("--against", metavar="DIR|popularity|counts", help="Compare with this, turn by turn.")
@click.option(
    "--train",
    multiple=True,
    type=existing_file,
    help="Dialogues or turns that popularity and counts learn from, and that say what is popular.",
)
@click.option(
    "--new-only/--with-repeats", default=True, help="Only items not named before (the default), or all."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    shelf: Path,
    file: Path,
    model: str | None,
    against: str | None,
    train: tuple[Path, ...],
    new_only: bool,
    as_json: bool,
) -> None:
    """Measure a model on recommendation turns: Recall@k, NDCG@10, MRR@10, with 95 % intervals."""
    import numpy as np

    from bot.ranking_model import SHIPPED
    from recsys.baselines import Mentions
    from recsys.dialogues import read_training, read_turns
    from recsys.evaluate import compare, evaluate
    from recsys.protocol import cases_of, refuse_leaks
    from retrieval.importing.loading import read_shelf
    from ui.evaluation import evaluation_json, notes_of, print_evaluation

    left_out: list[BadRow] = []
    schema, items = read_shelf(shelf, left_out.append)
    ids = [item.id for item in items]
    turns = read_turns(file)
    cases = cases_of(turns, ids, new_only=new_only)
    training = Mentions.of(read_training(train), ids) if train else None
    if training is not None:
        refuse_leaks(turns, training.dialogues, "--train")
    done = []
    measured = model or str(SHIPPED)
    for name in (measured, against) if against else (measured,):
        scorer = opened(name, training, schema, items, frozenset(turn.dialogue_id for turn in turns))
        refuse_leaks(turns, scorer.trained_on, scorer.name)
        with shown_progress(f"Asking {scorer.name}") as bar:
            task = bar.add_task("turns", total=len(cases.cases))
            done.append(
                evaluate(
                    scorer,
                    cases,
                    schema,
                    items,
                    rng=np.random.default_rng(SEED),
                    clock=time.perf_counter,
                    training=training,
                    progress=partial(_show, bar, task),
                )
            )
    comparison = compare(done[0], done[1], np.random.default_rng(SEED)) if against else None
    notes = notes_of(done[0], left_out)
    if as_json:
        click.echo(json.dumps(evaluation_json(done[0], comparison, notes), ensure_ascii=False, indent=2))
    else:
        print_evaluation(done[0], comparison, notes, new_only=new_only)


def _show(bar: Progress, task: TaskID, done: int) -> None:
    bar.update(task, completed=done)


def opened(
    name: str,
    training: Mentions | None,
    schema: Schema,
    items: Sequence[Item],
    measured_on: frozenset[str] = frozenset(),
) -> ConversationScorer:
    """The model of that name, or in that directory, to be measured on these dialogues. The one place where models are
    opened to be measured."""
    from recsys.baselines import Counts, Popularity
    from recsys.errors import BadCheckpoint

    if name in ("popularity", "counts"):
        if training is None:
            raise click.UsageError(f"{name} learns from conversations: say which with --train FILE")
        return Popularity(training) if name == "popularity" else Counts(training)
    if not Path(name).is_dir():
        raise BadCheckpoint(
            f"there is no model {name!r}: expected popularity, counts, or the directory of a trained model"
        )
    return _trained(Path(name), schema, items, measured_on)


def _trained(
    directory: Path, schema: Schema, items: Sequence[Item], measured_on: frozenset[str]
) -> ConversationScorer:
    """Without what it remembers of the dialogues that its weights were learned on, where it is measured on those."""
    from bot.settings import read_settings
    from bot.wiring import load_encoder
    from recsys.card import read_card
    from recsys.checkpoint import load
    from retrieval.encoder import SentenceEncoder
    from retrieval.text import item_text

    encoder = load_encoder(read_settings())
    source = encoder.source if isinstance(encoder, SentenceEncoder) else ""
    return load(
        directory,
        schema,
        items,
        (encoder.name, source),
        lambda new: encoder.encode([item_text(schema, item) for item in new]),
        apart=not measured_on.isdisjoint(read_card(directory).tuned_on),
    )
