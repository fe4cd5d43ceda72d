"""The page around the talk: memory, privacy, faults, hostile words, phones, the dark, guards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.ui.browsing import MakeVisit, answered, chips, ready, say, titles
from ui.limits import CSP

HOSTILE = (
    '<img src=x onerror="window.hacked=1"> ${window.hacked=1} {{value}} <script>window.hacked=1</script>'
)
pytestmark = pytest.mark.browser


def test_a_reload_finds_the_conversation_again(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    shown, wish = titles(page), chips(page)
    page.get_by_role("button", name=f"Dislike: {shown[0]}").click()
    page.locator(".chip", has_text="disliked").wait_for()
    page.reload()
    ready(page)
    assert titles(page) == shown
    assert set(wish) <= set(chips(page))
    assert page.get_by_role("button", name=f"Dislike: {shown[0]}").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="New conversation").click()
    assert page.get_by_role("heading", name="Find kettles").is_visible()
    page.reload()
    ready(page)
    assert page.locator(".turn").count() == 0


def test_a_foreign_token_begins_a_new_conversation_quietly(visiting: MakeVisit) -> None:
    mine, theirs = visiting(), visiting().page
    say(theirs, "an electric kettle")
    key = theirs.evaluate("JSON.parse(localStorage['because.conversation'])")
    mine.page.evaluate(
        "key => localStorage['because.conversation'] = JSON.stringify(key)", {**key, "token": "no"}
    )
    mine.page.evaluate("sessionStorage.clear()")
    mine.page.reload()
    ready(mine.page)
    assert mine.page.locator(".turn").count() == 0
    assert mine.page.locator(".fault").inner_text() == ""
    say(mine.page, "a stovetop kettle")
    assert mine.page.evaluate("JSON.parse(localStorage['because.conversation']).id") != key["id"]


def test_two_visitors_and_two_tabs_never_see_each_other(visiting: MakeVisit) -> None:
    one, other = visiting(), visiting()
    say(one.page, "an electric kettle", wait=False)
    say(other.page, "a stovetop kettle")
    answered(one.page)
    assert chips(one.page) == ["electric"]
    assert chips(other.page) == ["stovetop"]
    tab = one.tab()
    assert tab.locator(".turn").count() == 0
    say(tab, "a travel kettle")
    assert chips(tab) == ["travel"]
    one.page.reload()
    ready(one.page)
    assert chips(one.page) == ["electric"]


@pytest.mark.parametrize(("typed", "told"), [("   ", "no words"), ("kettle " * 200, "at most 1,000")])
def test_what_cannot_be_read_is_said_and_stays_in_the_box(
    visiting: MakeVisit, make_bot: Callable, typed: str, told: str
) -> None:
    page = visiting(make_bot(max_characters=1000)).page
    say(page, typed, wait=False)
    page.get_by_role("alert").filter(has_text=told).wait_for()
    assert page.get_by_label("Say what kettles").input_value() == typed
    assert page.locator(".turn").count() == 0


def test_a_fault_of_ours_is_told_with_a_reference(visiting: MakeVisit, make_bot: Callable) -> None:
    bot = make_bot()
    page = visiting(bot).page
    bot.store.close()
    say(page, "an electric kettle", wait=False)
    told = page.get_by_role("alert").filter(has_text="went wrong")
    told.wait_for()
    assert re.search(r"Reference: [0-9a-f]{16}", told.inner_text())
    assert page.get_by_label("Say what kettles").input_value() == "an electric kettle"


def test_hostile_words_are_only_text(visiting: MakeVisit) -> None:
    visit = visiting()
    say(visit.page, HOSTILE)
    assert visit.page.locator(".said").inner_text() == HOSTILE
    say(visit.page, "a kettle called Bold")
    for _ in range(3):
        say(visit.page, "others")
    visit.page.reload()
    ready(visit.page)
    assert visit.page.locator(".said").first.inner_text() == HOSTILE
    assert "<b>Bold</b>" in visit.page.locator(".turns").inner_text()
    visit.page.wait_for_load_state("networkidle")  # end() looks whether any of it ran


def test_examples_find_something(visiting: MakeVisit) -> None:
    page = visiting().page
    page.locator(".starter").first.click()
    page.locator(".card").first.wait_for()
    answered(page)


def test_a_phone_needs_no_sideways_scrolling(visiting: MakeVisit) -> None:
    page = visiting(viewport={"width": 375, "height": 740}, has_touch=True).page
    say(page, "an electric kettle under 70 €, " + "verylongword" * 12)
    page.get_by_role("button", name="Why ").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    talk = page.locator(".talk").evaluate("talk => [talk.scrollWidth, talk.clientWidth]")
    assert talk[0] == talk[1]
    boxes = [page.locator(".card").nth(n).bounding_box() for n in range(3)]
    assert len({box["x"] for box in boxes}) == 1
    assert page.get_by_role("button", name="Send").bounding_box()["x"] < 375


def test_dark_follows_the_system_until_told_otherwise(visiting: MakeVisit) -> None:
    page = visiting(color_scheme="dark").page
    paper = "getComputedStyle(document.querySelector('.because')).backgroundColor"
    dark = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    light = page.evaluate(paper)
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 200 < sum(map(int, re.findall(r"\d+", light)[:3]))
    page.reload()
    ready(page)
    assert page.evaluate(paper) == light


def test_the_page_is_guarded_and_carries_no_foreign_names(visiting: MakeVisit) -> None:
    visit = visiting()
    answer = visit.context.request.get(visit.url)
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visit.page.title().startswith("because")
    assert "gradio" not in visit.page.locator("body").inner_text().lower()
    upload = {"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}}
    assert visit.context.request.post(f"{visit.url}/gradio_api/upload", multipart=upload).status == 404
