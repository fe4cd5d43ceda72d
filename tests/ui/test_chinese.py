"""A Chinese visitor: the API answers in their language, and so does the page, on a phone as well."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.settings import Settings
from bot.wiring import Bot, assemble
from retrieval.build import build_index, open_retriever
from retrieval.encoder import HashingEncoder
from tests.doubles import write_shop
from tests.ui.browsing import MakeVisit, answered, ready
from tests.ui.conftest import Visitor
from ui.api import create_api

WORDS = {
    "noun": {"one": "水壶", "words": ["壶"], "counter": "把", "title": "“{}”"},
    "description": "一家小小的水壶店",
    "slots": {
        "price": {"label": "价格", "unit": "欧元", "phrase": "售价{}", "more": ["更贵"], "less": ["更便宜"],
                  "units": {"欧元": 1, "欧": 1}, "asks": ["多少钱"]},
        "made": {"label": "年份", "phrase": "{}年生产"},
        "maker": {"label": "厂家", "phrase": "由{}生产"},
        "kinds": {"label": "种类", "phrase": "是一把{}水壶",
                  "values": {"electric": ["电热", "电"], "stovetop": ["炉灶"], "travel": ["旅行"]}},
        "noise": {"label": "噪音", "levels": ["没有", "有一点", "有很大"], "phrase": "{}噪音", "names": ["噪音"],
                  "high": ["吵"], "low": ["安静"]},
    },
}  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_shop(tmp_path_factory.mktemp("kettles-zh"))
    (made / "schema.zh.json").write_text(json.dumps(WORDS), encoding="utf-8")
    build_index(made, made / "index", HashingEncoder())
    return made


@pytest.fixture
def shop_bot(directory: Path, tmp_path: Path) -> Iterator[Bot]:
    retriever = open_retriever(directory, HashingEncoder(), directory / "index")
    bot = assemble(Settings(home=tmp_path, catalogue=directory), retriever, HashingEncoder().name, None)
    yield bot
    bot.close()


@pytest.fixture
def client(shop_bot: Bot) -> Iterator[TestClient]:
    with TestClient(create_api(shop_bot)) as opened:
        yield opened


def test_a_conversation_is_held_in_its_language(client: TestClient) -> None:
    visitor = Visitor(client, language="zh-CN")
    turn = visitor.say("100欧元以内的电热水壶")
    assert turn["reply"].startswith("为你找到 3 把水壶：")
    assert {chip["label"] for chip in turn["state"]} == {"电热", "100 欧元以内"}
    for item in turn["recommendations"]["items"]:
        assert item["facts"]["kinds"]  # the catalogue's own values, whatever the language
        assert item["justification"]["grounded"]
        assert item["justification"]["writer"] == "template"
        assert HAN.search(item["justification"]["text"])
        assert all(HAN.search(e["text"]) for e in item["justification"]["evidence"] if e["kind"] != "fact")
    assert visitor.read()["turns"][0]["state"] == turn["state"]


def test_questions_why_and_why_not_are_answered_in_it(client: TestClient) -> None:
    visitor = Visitor(client, language="zh")
    visitor.say("电热水壶")
    assert "价格：" in visitor.say("第一把多少钱")["reply"]
    assert "它的得分是 " in visitor.say("为什么推荐第一把")["reply"]
    assert "“Whistler”：" in visitor.say("为什么没有“Whistler”")["reply"]
    assert visitor.say("撤销")["reply"].startswith("已撤销。")
    assert visitor.say("你好")["reply"].startswith("你好！")


def test_an_explanation_is_in_it_too(client: TestClient) -> None:
    visitor = Visitor(client, language="zh")
    turn = visitor.say("电热水壶")
    item = turn["recommendations"]["items"][0]["id"]
    told = client.get(f"{visitor.url}/explanations/{item}", headers=visitor.headers).raise_for_status().json()
    assert told["justification"]["marks"]
    assert all(HAN.search(e["text"]) for e in told["evidence"] if e["kind"] != "fact")
    assert all(HAN.search(c["change"]) for c in told["counterfactuals"])


def test_one_shot_answers_take_a_language_and_others_fall_back_to_english(client: TestClient) -> None:
    def reason(language: str | None) -> str:
        asked = {"text": "electric", "language": language}
        answer = client.post("/v1/recommend", json=asked).raise_for_status().json()
        return answer["items"][0]["justification"]["text"]

    assert HAN.search(reason("zh-TW"))
    assert reason("fr") == reason("en") == reason(None)
    assert not HAN.search(reason("fr"))


@pytest.mark.browser
def test_a_chinese_visitor_sees_chinese_alone(visiting: MakeVisit, shop_bot: Bot) -> None:
    page = visiting(shop_bot, locale="zh-CN", viewport={"width": 375, "height": 740}).page
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert page.title() == "because · 水壶"
    assert page.get_by_role("heading", name="用你自己的话找水壶。").is_visible()
    page.get_by_label("说说你想找什么样的水壶").fill("安静的电热水壶")
    page.keyboard.press("Enter")
    answered(page)
    assert "为你找到" in page.locator(".reply").last.inner_text()
    assert page.locator(".chip").count() == 2
    assert page.locator(".reason").count() == 2
    english = page.evaluate(
        """() => [...document.querySelectorAll(".because button, .because h2, .because [aria-label]")]
            .map((one) => one.getAttribute("aria-label") || one.textContent.trim())
            .filter((text) => text && !/[\\u3400-\\u9fff]/.test(text))"""
    )
    assert set(english) <= {"English"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.browser
def test_the_switch_is_remembered_and_keeps_the_conversation(visiting: MakeVisit, shop_bot: Bot) -> None:
    page = visiting(shop_bot, locale="en-GB").page
    page.get_by_label("Say what kettles").fill("an electric kettle")
    page.keyboard.press("Enter")
    answered(page)
    page.get_by_role("button", name="中文").click()
    page.locator("html[lang=zh] .because[data-ready]").wait_for()
    assert page.locator(".turn").count() == 1
    assert page.locator(".chip .restate").all_inner_texts() == ["电热"]
    page.reload()
    ready(page)
    assert page.evaluate("document.documentElement.lang") == "zh"
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en] .because[data-ready]").wait_for()


@pytest.mark.browser
def test_faults_are_told_in_the_visitors_language(visiting: MakeVisit, shop_bot: Bot) -> None:
    page = visiting(shop_bot, locale="zh-CN").page
    page.get_by_label("说说你想找什么样的水壶").fill("！！！")
    page.keyboard.press("Enter")
    fault = page.locator(".fault")
    fault.filter(has_text="消息里没有文字").wait_for()
