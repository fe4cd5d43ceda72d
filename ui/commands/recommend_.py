"""`because recommend "TEXT"`: one answer, then ends."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from ui.commands.opening import catalogue_option, language_option, open_bot


@click.command("recommend")
@click.argument("text")
@click.option("-n", "n", type=click.IntRange(1, 20), help="How many items to show.")
@click.option("--json", "as_json", is_flag=True, help="Print a Recommendations object.")
@click.option("--llm/--no-llm", default=False, help="Let the LLM phrase the reasons (it takes seconds).")
@language_option
@catalogue_option
def command(
    text: str, n: int | None, as_json: bool, llm: bool, language: str, catalogue: Path | None
) -> None:
    """Find items for TEXT, each with its reason."""
    from ui.present import recommendations
    from ui.terminal import print_answer

    with closing(open_bot(catalogue, llm=llm)) as bot:
        if llm:
            bot.wait_for_model()
        assistant = bot.speaking(language)
        answer = assistant.once(text, n=n)
    if as_json:
        click.echo(json.dumps(recommendations(answer, assistant.shelf), ensure_ascii=False, indent=2))
    else:
        print_answer(answer, assistant.shelf.schema)
