"""`because chat`: the same conversation in the terminal, streaming."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.opening import catalogue_option, open_bot


@click.command("chat")
@click.option("--llm/--no-llm", default=True, help="Let the LLM phrase the reasons, or templates alone.")
@catalogue_option
def command(llm: bool, catalogue: Path | None) -> None:
    """Say what you are looking for; an empty line or Ctrl-D ends."""
    from bot.errors import VisitorError
    from ui.terminal import print_events

    bot = open_bot(catalogue, llm=llm)
    conversation_id, _ = bot.store.create(user_id="", language="en")
    noun = bot.shelf.schema.noun.many
    click.echo(f"{len(bot.shelf):,} {noun}. Say what you are looking for (an empty line ends).")
    try:
        while text := click.prompt("you", prompt_suffix="> ", default="", show_default=False):
            try:
                print_events(bot.assistant.turn(bot.store.load(conversation_id), text), bot.shelf.schema)
            except VisitorError as error:
                click.echo(str(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo()
    finally:
        bot.close()
