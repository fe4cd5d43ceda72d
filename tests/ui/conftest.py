"""Clients of a whole bot: over HTTP, and in a browser."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.settings import Settings
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from tests.ui.browsing import MakeVisit, Visit
from ui.api import create_api
from ui.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bot.wiring import Bot


@pytest.fixture
def app(bot: Bot) -> FastAPI:
    return create_api(bot)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


class Visitor:
    """Somebody with a conversation."""

    def __init__(self, client: TestClient, **asked: str) -> None:
        self.client = client
        opened = client.post("/v1/conversations", json=asked).raise_for_status().json()
        self.id, self.token = opened["conversation_id"], opened["token"]
        self.url = f"/v1/conversations/{self.id}"
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def say(self, text: str) -> dict:
        return self.turn({"text": text}).raise_for_status().json()

    def turn(self, body: dict):
        return self.client.post(f"{self.url}/turns", json=body, headers=self.headers)

    def stream(self, text: str) -> list[tuple[str, dict]]:
        """The events of a turn: (name, data)."""
        headers = {**self.headers, "Accept": "text/event-stream"}
        answer = self.client.post(f"{self.url}/turns", json={"text": text}, headers=headers)
        assert answer.headers["content-type"].startswith("text/event-stream")
        return events(answer.text)

    def read(self) -> dict:
        return self.client.get(self.url, headers=self.headers).raise_for_status().json()

    def feedback(self, **body: object):
        return self.client.post(f"{self.url}/feedback", json=body, headers=self.headers)


def events(text: str) -> list[tuple[str, dict]]:
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def visit() -> Callable[..., Visitor]:
    return Visitor


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = (
    "no Chromium found: install one (Debian: apt-get install chromium) to run the tests in a browser"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The Chromium that is installed; skips where there is none. A module's, since Playwright's event loop
    runs as long as it does, and no other test of the thread can run one beside it."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[FastAPI], str]]:
    """`serve(app)`: its address, served on a free port until the test ends."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(_served(app))


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"  # it listens: who connects early waits
        server.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def site(
    shop: Path, shelf_and_index: HybridRetriever, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One site for everybody who wants nothing particular of it."""
    from bot.wiring import assemble

    settings = Settings(home=tmp_path_factory.mktemp("site"), catalogue=shop)
    bot = assemble(settings, shelf_and_index, HashingEncoder().name, None)
    with _served(create_app(bot)) as url:
        yield url
    bot.close()


@pytest.fixture
def visiting(chromium: Browser, serve: Callable[[FastAPI], str], site: str) -> Iterator[MakeVisit]:
    """`visiting(bot, **wishes)`: somebody new at the bot's page, or at that of the site that all share."""
    sites: dict[int, str] = {}
    visits: list[Visit] = []

    def visit(bot: Bot | None = None, **wishes: object) -> Visit:
        if bot is not None and id(bot) not in sites:
            sites[id(bot)] = serve(create_app(bot))
        visits.append(Visit(chromium, sites[id(bot)] if bot else site, **wishes))
        return visits[-1]

    yield visit
    for one in visits:
        one.end()
