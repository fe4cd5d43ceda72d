"""What most commands begin with: the settings, changed by options, and a bot built with progress shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from bot.wiring import Bot

catalogue_option = click.option(
    "--catalogue",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Catalogue directory (made by `because import`); the shipped films otherwise.",
)

language_option = click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default="en",
    help="Of replies and reasons; in zh templates write, whatever --llm says.",
)


@contextmanager
def shown_progress(what: str) -> Iterator[Progress]:
    """A progress bar on standard error, if that is a terminal, so that standard output stays for answers."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def open_bot(catalogue: Path | None, *, llm: bool = True) -> Bot:
    """A running bot; builds the index first where there is none, and says so."""
    from bot.settings import read_settings
    from bot.wiring import build

    settings = read_settings()
    changes: dict[str, object] = {}
    if catalogue is not None:
        changes["catalogue"] = catalogue
    if not llm:
        changes["llm"] = "off"
    with shown_progress("Reading the catalogue into the index") as bar:
        task = bar.add_task("index", visible=False)
        return build(
            settings.model_copy(update=changes),
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )
