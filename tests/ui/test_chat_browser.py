"""Talking in the browser: a real Chromium on the whole app, a catalogue of kettles, doubles for models."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.ui.browsing import MakeVisit, answered, chips, patient, ready, say, titles

pytestmark = pytest.mark.browser


def test_an_ask_brings_cards_with_facts_and_reasons(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle under 70 €")
    assert len(titles(page)) == 3
    cards = page.get_by_role("list", name="Recommendations").get_by_role("article")
    assert cards.count() == 3
    for n in range(3):
        assert "electric" in cards.nth(n).get_by_role("list", name="Facts").inner_text()
        assert "electric" in cards.nth(n).locator(".reason").inner_text()
        assert cards.nth(n).locator("img.poster").get_attribute("src").startswith("data:image/svg+xml,")
    assert "electric" in chips(page)
    assert page.locator(".reply").inner_text()
    assert titles(page)[0] in page.locator(".because [role=status]").inner_text()


def test_the_sentence_of_the_model_takes_the_place_of_the_template(
    visiting: MakeVisit, make_bot: Callable
) -> None:
    may_write = threading.Event()
    page = visiting(make_bot(model=patient(may_write))).page
    say(page, "an electric kettle", wait=False)
    page.locator('.writer[data-by="template"]').nth(2).wait_for()
    assert page.locator(".talk").get_attribute("aria-busy") == "true"
    may_write.set()
    answered(page)
    assert page.locator('.writer[data-by="llm"]').count() == 3
    page.reload()
    ready(page)
    assert page.locator('.writer[data-by="llm"]').count() == 3


def test_stop_ends_the_writing_and_keeps_the_cards(visiting: MakeVisit, make_bot: Callable) -> None:
    may_write = threading.Event()
    page = visiting(make_bot(model=patient(may_write))).page
    say(page, "an electric kettle", wait=False)
    page.locator(".card").nth(2).wait_for()
    page.get_by_role("button", name="Stop").click()
    answered(page)
    may_write.set()
    assert len(titles(page)) == 3
    page.get_by_role("button", name="Send").wait_for()
    assert page.get_by_label("Say what kettles").evaluate("box => box === document.activeElement")


def test_a_like_is_kept_and_counts_at_once(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    first = titles(page)[0]
    page.get_by_role("button", name=f"Like: {first}", exact=True).click()
    page.locator(f'.chip:has-text("liked {first}")').wait_for()
    say(page, "another one")
    assert first not in titles(page)
    assert f"liked {first}" in chips(page)
    like = page.get_by_role("button", name=f"Like: {first}", exact=True)
    assert like.get_attribute("aria-pressed") == "true"
    like.click()
    page.locator(f'.chip:has-text("liked {first}")').wait_for(state="detached")
    assert like.get_attribute("aria-pressed") == "false"


def test_not_this_never_comes_back(visiting: MakeVisit) -> None:
    visit = visiting()
    page = visit.page
    say(page, "a stovetop kettle")
    gone = titles(page)[0]
    page.get_by_role("button", name=f"Not this: {gone}").click()
    for text in ("other kettles", "start over", "a stovetop kettle"):
        say(page, text)
    assert titles(page)
    assert gone not in titles(page)


def test_more_like_this_asks_for_what_is_like_it(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    first = titles(page)[0]
    page.get_by_role("button", name=f"More like this: {first}").click()
    page.locator(".turn").nth(1).wait_for()
    answered(page)
    assert f"like {first}" in chips(page)
    assert first not in titles(page)


def test_chips_are_dropped_and_said_again(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle under 70 €")
    assert len(chips(page)) >= 2
    page.get_by_role("button", name="Drop electric").click()
    page.locator(".turn").nth(1).wait_for()
    answered(page)
    left = chips(page)
    assert "electric" not in left
    page.locator(".chip .restate").first.click()
    assert page.get_by_label("Say what kettles").input_value() != ""


def test_everything_can_be_done_from_the_keyboard(visiting: MakeVisit) -> None:
    page = visiting().page
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    assert page.evaluate("document.activeElement.id") == "say"
    page.keyboard.type("an electric kettle")
    page.keyboard.press("Enter")
    answered(page)
    first = titles(page)[0]
    page.get_by_role("button", name="Light or dark").focus()
    order = []
    for _ in range(6):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
    page.keyboard.press("Shift+Tab")
    assert (
        order.index(f"Why {first}?") < order.index(f"Like: {first}") < order.index(f"More like this: {first}")
    )
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_forget_me_empties_the_screen(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    say(page, "forget me")
    assert page.locator(".turn").count() == 1
    assert page.locator(".card").count() == 0
    assert chips(page) == []


def test_a_question_comes_with_answers_to_press(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "a kettle")
    answers = page.get_by_role("group", name="Quick answers").get_by_role("button")
    chosen = answers.first.inner_text()
    answers.first.click()
    page.locator(".turn").nth(1).wait_for()
    answered(page)
    assert page.locator(".said").nth(1).inner_text() == chosen
    assert page.locator(".answers:visible").count() <= 1
