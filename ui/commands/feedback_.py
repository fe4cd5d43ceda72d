"""`because feedback export / stats`: what people said and did with what they were shown."""

from __future__ import annotations

import json
from contextlib import closing

import click


@click.group("feedback")
def command() -> None:
    """Export what people said and did, or count it."""


@command.command("export")
def export() -> None:
    """One JSON object a line: conversation, turn, item, kind, value, time."""
    from bot.settings import read_settings
    from bot.wiring import open_store

    with closing(open_store(read_settings())) as store:
        for row in store.feedback_rows():
            click.echo(json.dumps(row, ensure_ascii=False))


@command.command("stats")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(as_json: bool) -> None:
    """How often each kind of feedback was given."""
    from bot.settings import read_settings
    from bot.wiring import open_store

    with closing(open_store(read_settings())) as store:
        counts = store.feedback_counts()
    if as_json:
        click.echo(json.dumps(counts))
    else:
        for kind, count in counts.items():
            click.echo(f"{kind:10} {count}")
        click.echo(f"{'all':10} {sum(counts.values())}")
