"""`because serve`: the web app and the API in one process."""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from pathlib import Path

import click

from ui.commands.opening import catalogue_option, open_bot


@click.command("serve")
@click.option("--host", help="Address to listen on (BECAUSE_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (BECAUSE_PORT, else 7860).")
@catalogue_option
def command(host: str | None, port: int | None, catalogue: Path | None) -> None:
    """Serve the chat at / and the API at /v1; the API's documentation is at /docs."""
    import uvicorn

    from bot.settings import read_settings
    from ui.app import create_app

    settings = read_settings()
    host, port = host or settings.host, settings.port if port is None else port
    # Listening comes first: a port that is taken is known at once, and who connects early waits.
    with closing(listen(host, port)) as listening, closing(open_bot(catalogue)) as bot:
        app = create_app(bot)
        where = f"[{host}]" if ":" in host else host
        url = f"http://{where}:{listening.getsockname()[1]}"
        click.echo(f"because: {len(bot.shelf):,} {bot.shelf.schema.noun.many} at {url}", err=True)
        if bot.model is not None and not bot.model.ready():
            click.echo("The language model is being prepared; until then reasons are templates.", err=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any free one. A ClickException says why it cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen at {host} port {port}: {error.strerror or error}. "
            "Stop what uses it, or choose another with --port."
        ) from error
