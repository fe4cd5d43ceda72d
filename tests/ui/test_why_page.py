"""/why/TRACE: a whole turn for who has its address, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest
from fastapi.testclient import TestClient

from tests.ui.conftest import Visitor

HOSTILE = '<img src=x onerror="hacked=1"><script>hacked=1</script> {{ 7*7 }} electric'


def address(turn: dict) -> str:
    return f"/why/{turn['trace_id']}"


def test_the_page_tells_the_ask_what_was_understood_and_every_item_with_its_reason(
    client: TestClient, visitor: Visitor
) -> None:
    turn = visitor.say("an electric kettle under 70 €")
    page = client.get(address(turn))
    assert page.status_code == 200
    assert "an electric kettle under 70 €" in page.text
    assert "under 70 €" in page.text
    assert turn["reply"] in page.text
    for item in turn["recommendations"]["items"]:
        assert f">{escape(item['title'])}</h2>" in page.text
        assert f'id="item-{item["rank"]}"' in page.text
    assert page.text.count("What spoke for it") == 3
    assert "How its score adds up" in page.text


def test_the_address_cannot_be_guessed_found_or_framed(client: TestClient, visitor: Visitor) -> None:
    one, other = visitor.say("an electric kettle"), visitor.say("a stovetop kettle")
    assert re.fullmatch(r"[0-9a-f]{32}", one["trace_id"])
    assert one["trace_id"] != other["trace_id"]
    headers = client.get(address(one)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "noindex" in headers["x-robots-tag"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_nothing_of_other_turns_or_of_the_conversation_is_told(client: TestClient, visitor: Visitor) -> None:
    visitor.say("I loved the Samovar")
    turn = visitor.say("start over")
    turn = visitor.say("a stovetop kettle")
    page = client.get(address(turn)).text
    assert visitor.id not in page
    assert visitor.token not in page
    assert "Loved the Samovar" not in page


@pytest.mark.parametrize("trace", ["0" * 32, "0" * 16, "..", "<script>", "a" * 500])
def test_where_there_is_no_turn_the_page_says_so(client: TestClient, trace: str) -> None:
    page = client.get(f"/why/{trace}")
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_a_forgotten_conversation_is_gone(client: TestClient, visitor: Visitor) -> None:
    turn = visitor.say("an electric kettle")
    visitor.say("forget me")
    page = client.get(address(turn))
    assert page.status_code == 404
    assert "deleted" in page.text
    assert "electric" not in page.text


def test_a_turn_without_items_is_told_too(client: TestClient, visitor: Visitor) -> None:
    turn = visitor.say("thanks")
    page = client.get(address(turn))
    assert page.status_code == 200
    assert turn["reply"].replace("'", "&#39;") in page.text
    assert "<article" not in page.text


def test_whatever_was_said_stays_text(client: TestClient, visitor: Visitor) -> None:
    page = client.get(address(visitor.say(HOSTILE))).text
    assert "<img src=x" not in page
    assert "<script>hacked" not in page
    assert "{{ 7*7 }}" in page
    assert page.count("<script") == 1


def test_programs_get_the_turn_and_its_explanations(client: TestClient, visitor: Visitor) -> None:
    turn = visitor.say("an electric kettle")
    told = client.get(address(turn), headers={"Accept": "application/json"}).json()
    assert told["text"] == "an electric kettle"
    shown = turn["recommendations"]["items"]
    assert [one["item_id"] for one in told["explanations"]] == [item["id"] for item in shown]
    for one, item in zip(told["explanations"], shown, strict=True):
        assert sum(part["value"] for part in one["contributions"]) == pytest.approx(item["score"], abs=1e-6)


def test_the_page_speaks_the_language_of_its_conversation(client: TestClient, visit: Callable) -> None:
    turn = visit(client, language="zh").say("an electric kettle")
    page = client.get(address(turn)).text
    assert '<html lang="zh">' in page
    assert "为什么推荐这些" in page


def test_a_missing_page_speaks_the_language_of_who_reads_it(client: TestClient) -> None:
    assert "对话已被删除" in client.get("/why/x", headers={"Accept-Language": "zh-CN"}).text
