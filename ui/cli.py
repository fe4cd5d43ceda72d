"""The command line: one file a command in ui/commands, loaded only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import IO, Any

import click

COMMANDS: Mapping[str, str] = {
    "serve": "Serve the web app and the API.",
    "chat": "Have the conversation in the terminal.",
    "recommend": "Answer one request, then end.",
    "import": "Turn files into a catalogue and its index.",
    "train": "Fine-tune the scoring model on conversations and interactions.",
    "evaluate": "Measure a model on conversations.",
    "prompts": "List, show, render and compare the prompt templates.",
    "feedback": "Export what people said and did, or count it.",
    "llm": "Start vLLM with the flags that work.",
    "doctor": "Say what is installed, and what to run to mend what is missing.",
}


class Failure(click.ClickException):
    """What could not be done, in the words of the error that says why: exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"because: {self.message}", file=file, err=file is None)


class LazyGroup(click.Group):
    """Knows every command's name and help; imports a command's file only to run it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Exit 0 when it worked, 1 when it could not be done, 2 when it was called wrongly."""
        from bot.errors import BotError
        from prompts.errors import PromptError
        from recsys.errors import RecsysError
        from retrieval.errors import RetrievalError

        try:
            return super().invoke(ctx)
        except (BotError, PromptError, RecsysError, RetrievalError) as error:
            raise Failure(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"ui.commands.{cmd_name}_").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="because-chat")
def because() -> None:
    """A chat recommender that always knows why."""


def main() -> None:
    because.main(prog_name="because")
