"""The whole web app: the API first, the page's files, then the chat at `/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException
from starlette.staticfiles import StaticFiles

from bot.wiring import Bot
from ui.chat import STATIC, mount_page

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope


class Files(StaticFiles):
    """The page's own files, asked about anew each time: after an update nobody runs yesterday's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(bot: Bot) -> FastAPI:
    """API, static files and chat in one app."""
    from ui.api import create_api

    app = create_api(bot)
    app.mount("/web", Files(directory=STATIC), name="web")
    app.add_api_route("/gradio_api/upload", no_uploads, methods=["POST"], include_in_schema=False)
    mount_page(app, bot)
    return app


def no_uploads() -> None:
    """The page uploads nothing, so nobody may fill the disk through it: Gradio's own route is not reached."""
    raise HTTPException(404, "Nothing is uploaded here.")
