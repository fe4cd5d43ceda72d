"""`because llm serve`: vLLM, whichever build is installed, with the flags that work."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

VLLM_HOME = Path(".vllm")
FROZEN = Path(__file__).parents[2] / "vllm-constraints.txt"


@click.group("llm")
def command() -> None:
    """Start vLLM with the flags that work."""


@command.command("serve")
@click.option("--model", default="", help="Model directory or hub id; the embedded small model otherwise.")
@click.option("--name", default="", help="The name it is served under; the model's own otherwise.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option("--install", is_flag=True, help="First install vLLM's CPU build into .vllm, if none is there.")
def serve(model: str, name: str, host: str, port: int, install: bool) -> None:
    """Start vLLM, and say when it has generated its first token. Ctrl-C ends it."""
    from bot.models.model_files import obtain
    from bot.models.vllm_server import Server, find_build, install_cpu_build
    from bot.models.vllm_server import serve as run
    from bot.settings import read_settings

    if install:
        click.echo("Installing vLLM's CPU build into .vllm (about two minutes, 2 GB) …", err=True)
        install_cpu_build(VLLM_HOME, FROZEN)
    build = find_build(Path(sys.prefix), VLLM_HOME)
    home = read_settings().home
    path = obtain(home / "models", model)
    server = Server(build, path, name or Path(path).name, host, port)
    log = home / "vllm.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.exit(
        run(server, log, os.environ, time.monotonic, time.sleep, lambda text: click.echo(text, err=True))
    )
