"""`because serve`: the web app and the API in one process."""

from __future__ import annotations

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

    from ui.app import create_app

    bot = open_bot(catalogue)
    host, port = host or bot.settings.host, bot.settings.port if port is None else port
    app = create_app(bot)
    click.echo(f"because: {len(bot.shelf):,} {bot.shelf.schema.noun.many} at http://{host}:{port}", err=True)
    if bot.model is not None and not bot.model.ready():
        click.echo("The language model is being prepared; until then reasons are templates.", err=True)
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)
    finally:
        bot.close()
