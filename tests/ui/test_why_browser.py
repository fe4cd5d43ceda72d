"""The panel behind "why?" and the page of a turn, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.browsing import MakeVisit, Visit, answered, say, titles

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HOSTILE = '<img src=x onerror="window.hacked=1"> ${window.hacked=1} electric <script>window.hacked=1</script>'
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True}
pytestmark = pytest.mark.browser


def open_why(page: Page, n: int = 0) -> Locator:
    """The panel of the last turn's nth card, once it is filled."""
    page.locator(".turn").last.locator(".whybutton").nth(n).click()
    page.locator(".panel .why").wait_for()
    return page.locator(".panel")


def section(panel: Locator, heading: str) -> Locator:
    return panel.get_by_role("region", name=heading)


def unfold(place: Locator) -> None:
    place.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def in_a_page(visit: Visit) -> Page:
    """The turn's page, as "Open as a page" opens it."""
    with visit.context.expect_page() as opened:
        visit.page.get_by_role("link", name="Open as a page").click()
    opened.value.wait_for_load_state()
    return opened.value


def test_why_is_opened_read_and_closed_from_the_keyboard(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "a silent electric kettle under 100 €")
    why = page.get_by_role("button", name=f"Why {titles(page)[0]}?")
    why.focus()
    page.keyboard.press("Enter")
    page.locator(".panel .why").wait_for()
    assert why.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("dialog").get_by_role("heading", level=2).inner_text() == titles(page)[0]
    assert page.evaluate("document.querySelector('.panel').contains(document.activeElement)")
    assert section(page.locator(".panel"), "What spoke for it").get_by_role("listitem").count() >= 1
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    assert why.get_attribute("aria-expanded") == "false"
    assert why.evaluate("button => button === document.activeElement")


def test_the_parts_add_up_in_the_drawing_and_in_the_numbers(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "a silent electric kettle")
    parts = section(open_why(page), "How its score adds up")
    parts.get_by_text("The numbers").click()
    cells = parts.get_by_role("cell").all_inner_texts()
    numbers = [float(number.replace("−", "-")) for number in cells]
    assert len(numbers) >= 2
    assert round(sum(numbers[:-1]) - numbers[-1], 6) == 0
    ends = parts.locator(".fill").evaluate_all("all => all.map(bar => bar.getBoundingClientRect().right)")
    assert ends[-1] == pytest.approx(ends[-2], abs=2)


def test_a_stretch_of_the_sentence_and_its_evidence_light_up_together(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "a silent electric kettle under 100 €")
    panel = open_why(page)
    mark = panel.locator(".mark").first
    number = mark.locator("sup").inner_text().split()[0]
    evidence = panel.locator(f'.support li[data-numbers="{number}"]')
    mark.focus()
    assert "lit" in evidence.get_attribute("class")
    assert panel.locator(".support .lit").count() == len(mark.locator("sup").inner_text().split())
    panel.locator("h2").hover()
    evidence.hover()
    assert "lit" in mark.get_attribute("class")
    mark.focus()
    page.keyboard.press("Enter")
    assert evidence.evaluate("row => row === document.activeElement")
    assert "#" not in page.url


def test_a_button_changes_the_list_as_its_sentence_says(visiting: MakeVisit, make_bot: Callable) -> None:
    page = visiting(make_bot()).page
    say(page, "a silent electric kettle under 100 €")
    before, changes = titles(page), section(open_why(page), "What would change this")
    promised = changes.get_by_role("listitem").filter(has=page.get_by_role("button")).first
    sentence, words = promised.locator("p").inner_text(), promised.get_by_role("button").inner_text()
    promised.get_by_role("button").click()
    page.locator(".turn").nth(1).wait_for()
    answered(page)
    assert page.locator(".panel").is_hidden()
    now = titles(page)
    come = [title for title in now if title not in before]
    assert any(title in sentence for title in come) or ("not be here" in sentence and before[0] not in now), (
        f"{sentence} [{words}] made {before} into {now}"
    )


def test_why_not_finds_a_title_while_it_is_typed_and_brings_it_in(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle under 70 €")
    panel = open_why(page)
    box = panel.get_by_role("combobox", name="Look up any other title")
    box.press_sequentially("whis")
    panel.get_by_role("option", name="Whistler").wait_for()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == panel.get_by_role("option").get_attribute("id")
    box.press("Enter")
    told = panel.locator(".why-not .told")
    told.get_by_text("you asked for “electric”").wait_for()
    assert panel.get_by_role("listbox").is_hidden()
    told.get_by_role("button").first.click()
    page.locator(".turn").nth(1).wait_for()
    answered(page)
    assert "Whistler" in titles(page)


def test_what_no_title_is_like_is_said(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    panel = open_why(page)
    panel.get_by_role("combobox").press_sequentially("nothing of the kind")
    panel.get_by_text("No title here is like that.").wait_for()
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_an_earlier_list_is_explained_without_buttons(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "a silent electric kettle under 100 €")
    say(page, "others")
    page.locator(".turn").first.locator(".whybutton").first.click()
    page.locator(".panel .why").wait_for()
    assert page.locator(".panel .does").count() == 0
    assert page.get_by_role("combobox").count() == 0


def test_another_card_takes_the_panel_over(visiting: MakeVisit) -> None:
    page = visiting().page
    say(page, "an electric kettle")
    open_why(page, 0)
    open_why(page, 1)
    assert page.locator(".panel h2").inner_text() == titles(page)[1]
    assert page.locator('.whybutton[aria-expanded="true"]').count() == 1


def test_what_cannot_be_explained_is_said_and_can_be_tried_again(visiting: MakeVisit) -> None:
    visit = visiting()
    page = visit.page
    say(page, "an electric kettle")
    page.route("**/component_server**", lambda route: route.abort())
    page.locator(".whybutton").first.click()
    page.get_by_role("alert").filter(has_text="No answer came").wait_for()
    page.unroute("**/component_server**")
    visit.faults.clear()  # the browser reports what it could not load
    page.get_by_role("button", name="Try again").click()
    page.locator(".panel .why").wait_for()


def test_a_phone_shows_why_over_the_talk_without_sideways_scrolling(visiting: MakeVisit) -> None:
    visit = visiting(**PHONE)
    say(visit.page, "an electric kettle under 70 €, " + "verylongword" * 12)
    panel = open_why(visit.page)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 740}
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 375
    body = panel.locator(".panel-body").evaluate("body => [body.scrollWidth, body.clientWidth]")
    assert body[0] == body[1]
    page = in_a_page(visit)
    page.set_viewport_size(PHONE["viewport"])
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_shuts_anybody_out(visiting: MakeVisit, look: str) -> None:
    visit = visiting(color_scheme=look, reduced_motion="reduce")
    say(visit.page, "a silent electric kettle under 100 €")
    panel = open_why(visit.page)
    unfold(panel)
    assert violations(visit.page) == []
    page = in_a_page(visit)
    unfold(page.locator("main"))
    assert violations(page) == []


def test_hostile_words_are_only_text_in_the_panel_and_on_the_page(visiting: MakeVisit) -> None:
    visit = visiting()
    page = visit.page
    say(page, HOSTILE)
    shown = next((n for n, title in enumerate(titles(page)) if "Bold" in title), None)
    while shown is None:
        say(page, "others")
        shown = next((n for n, title in enumerate(titles(page)) if "Bold" in title), None)
    panel = open_why(page, shown)
    assert panel.locator("h2").inner_text() == "<b>Bold</b>"
    told = in_a_page(visit)
    assert told.get_by_role("heading", name="<b>Bold</b>").is_visible()
    told.wait_for_load_state("networkidle")  # end() looks whether any of it ran


def test_the_page_of_a_turn_needs_no_script(visiting: MakeVisit) -> None:
    visit = visiting()
    say(visit.page, "a silent electric kettle")
    open_why(visit.page)
    address = visit.page.get_by_role("link", name="Open as a page").get_attribute("href")
    plain = visit.context.browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    assert page.get_by_role("article").count() == 3
    assert page.get_by_role("heading", name="What spoke for it").count() == 3
    page.get_by_text("The numbers").first.click()
    assert page.get_by_role("cell").first.is_visible()
    plain.close()
