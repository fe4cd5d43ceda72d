"""What a visitor does in the browser chat, for the tests that drive one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.doubles import Teller

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE = 15_000
"""Milliseconds for what takes a fraction of one on a machine that has nothing else to do."""


class Visit:
    """A browser of their own on a site. `faults` and `strangers` must be empty when it ends."""

    def __init__(self, browser: Browser, url: str, **wishes: object) -> None:
        self.url, self.faults, self.strangers = url, [], []
        self.context: BrowserContext = browser.new_context(**wishes)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: said.type == "error" and self.faults.append(said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda sent: self._home(sent.url) or self.strangers.append(sent.url))
        page.goto(self.url)
        ready(page)
        return page

    def _home(self, url: str) -> bool:
        return url.startswith((self.url, "data:", "blob:"))

    def end(self) -> None:
        hacked = [page.evaluate("window.hacked") for page in self.context.pages]
        self.context.close()
        assert set(hacked) == {None}
        assert self.strangers == []
        assert self.faults == []


def patient(may_write: threading.Event) -> Teller:
    """A model that says what it may, once it may."""

    def wait(_: object) -> None:
        may_write.wait(60)

    return Teller(wait)


MakeVisit = Callable[..., Visit]


def ready(page: Page) -> None:
    page.locator(".because[data-ready]").wait_for()


def say(page: Page, text: str, wait: bool = True) -> None:
    page.get_by_label("Say what kettles").fill(text)
    page.keyboard.press("Enter")
    if wait:
        answered(page)


def answered(page: Page) -> None:
    page.locator('.talk[aria-busy="false"]').wait_for()


def titles(page: Page, turn: int = -1) -> list[str]:
    return page.locator(".turn").nth(turn).get_by_role("heading", level=3).all_inner_texts()


def chips(page: Page) -> list[str]:
    return page.locator(".chip .restate").all_inner_texts()
