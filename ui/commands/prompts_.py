"""`because prompts list / show / render`: the templates, their versions and hashes."""

from __future__ import annotations

import json

import click


@click.group("prompts")
def command() -> None:
    """List, show and render the prompt templates."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_(as_json: bool) -> None:
    """Every prompt with its version and hash."""
    from prompts.registry import Prompts

    rows = [
        {"name": p.name, "version": p.version, "hash": p.hash, "description": p.description}
        for p in Prompts.load()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    for row in () if as_json else rows:
        click.echo(f"{row['name']}.v{row['version']}  {str(row['hash'])[:12]}  {row['description']}")


@command.command("show")
@click.argument("name")
@click.option("--version", type=int, help="Which version; the newest otherwise.")
def show(name: str, version: int | None) -> None:
    """The template's text as it is stored."""
    from prompts.registry import Prompts

    click.echo(Prompts.load().get(name, version).text)


@command.command("render")
@click.argument("name")
@click.option("--version", type=int, help="Which version; the newest otherwise.")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="One variable; once for each.")
def render(name: str, version: int | None, values: tuple[str, ...]) -> None:
    """The messages that a model would get."""
    from prompts.registry import Prompts

    if wrong := [value for value in values if "=" not in value]:
        raise click.UsageError(f"--set takes NAME=VALUE; found {wrong[0]!r}")
    variables = dict(value.split("=", 1) for value in values)
    for role, text in Prompts.load().get(name, version).render(**variables):
        click.echo(f"[{role}]\n{text}\n")
