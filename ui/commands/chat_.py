"""`because chat`: the same conversation in the terminal, streaming."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.opening import catalogue_option, language_option, open_bot


@click.command("chat")
@click.option("--llm/--no-llm", default=True, help="Let the LLM phrase the reasons, or templates alone.")
@language_option
@catalogue_option
def command(llm: bool, language: str, catalogue: Path | None) -> None:
    """Say what you are looking for; an empty line or Ctrl-D ends."""
    from bot.answers import words
    from bot.errors import VisitorError
    from bot.texts import texts
    from ui.terminal import print_events

    bot = open_bot(catalogue, llm=llm)
    assistant, say = bot.speaking(language), texts(language)
    conversation_id, _ = bot.store.create(user_id="", language=language)
    schema = assistant.shelf.schema
    click.echo(say("terminal.hello", all=len(bot.shelf), **words(schema, say)))
    try:
        while text := click.prompt(say("terminal.you"), prompt_suffix="> ", default="", show_default=False):
            try:
                print_events(assistant.turn(bot.store.load(conversation_id), text), schema)
            except VisitorError as error:
                click.echo(error.told(language))
    except (click.Abort, KeyboardInterrupt):
        click.echo()
    finally:
        bot.close()
