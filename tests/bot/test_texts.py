"""Every message is there in every language, says the same things, and is said somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.errors import UnknownItem
from bot.texts import LANGUAGES, PAGE, Message, language_of, texts

ROOT = Path(__file__).parents[2]
ENGLISH = texts("en").messages
OTHERS = [language for language in LANGUAGES if language != "en"]
GRAMMAR = frozenset({"one", "many", "counter", "n", "count", "phrase", "value", "named"})
"""Values that one language needs where another does without: nouns, measure words, numbers."""
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, pattern in (("bot", "*.py"), ("ui", "*.py"), ("ui", "*.js"), ("ui", "*.html"))
    for path in sorted((ROOT / folder).rglob(pattern))
)


def holes(message: Message) -> frozenset[str]:
    forms = [message] if isinstance(message, str) else message.values()
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_exists_in_every_language(language: str) -> None:
    assert sorted(texts(language).messages) == sorted(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_a_message_says_the_same_values_in_every_language(language: str, key: str) -> None:
    theirs = texts(language).messages.get(key, "")
    assert holes(theirs) - GRAMMAR == holes(ENGLISH[key]) - GRAMMAR


def said() -> tuple[set[str], set[str]]:
    """The keys that code says, and the beginnings of those that it puts together."""
    literal = set(re.findall(r"""\bsay\(\s*f?["']([\w. ]+)["']""", SOURCES))
    literal |= {PAGE + key for key in re.findall(r"""\bt\(\s*["']([\w. ]+)["']""", SOURCES)}
    begun = set(re.findall(r"""\bsay\(\s*f["'](\w+\.[\w. ]*)\{""", SOURCES))
    parts = {key for key in literal if key.endswith(".")}  # a template's 'page.' ~ key
    return literal - parts, begun | parts


def test_what_code_says_is_there() -> None:
    literal, begun = said()
    assert len(literal) > 50
    assert sorted(literal - ENGLISH.keys()) == []
    assert sorted(one for one in begun if not any(key.startswith(one) for key in ENGLISH)) == []


def test_every_message_is_said_somewhere() -> None:
    begun = tuple(re.findall(r"""["']([\w]+(?:\.[\w]+)*\.?)\{""", SOURCES))
    unsaid = [
        key
        for key in ENGLISH
        if not any(
            quote + name + quote in SOURCES for quote in "\"'" for name in (key, key.removeprefix(PAGE))
        )
        and not key.startswith(begun)
    ]
    assert unsaid == []


def test_chinese_needs_no_plural_and_english_has_one() -> None:
    assert texts("en")("found.have", n=1) == "Here is one that we do have."
    assert texts("en")("found.have", n=3) == "Here are 3 that we do have."
    assert texts("zh")("found.have", n=1, one="电影", counter="部") == "下面这 1 部是我们有的。"


def test_values_are_never_read_for_values_again() -> None:
    assert texts("en")("undo.back", text="{text} {label}") == "Undone. We are back at “{text} {label}”."


def test_a_value_that_is_not_given_is_an_error_and_no_hole() -> None:
    with pytest.raises(KeyError):
        texts("en")("undo.back")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("zh", "zh"), ("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("", "en"), ("fr", "en"),
        ("fr-CH, fr;q=0.9, zh;q=0.8, en;q=0.7", "zh"), ("en;q=0.2,zh;q=0.9", "zh"), ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=nonsense", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_first_that_we_speak(wanted: str, language: str) -> None:
    assert language_of(wanted) == language


def test_a_fault_is_told_in_the_visitors_language() -> None:
    error = UnknownItem("fault.item", id="k9")
    assert str(error) == "The catalogue has no item “k9”; use an id from a recommendation."
    assert error.told("zh") == "目录里没有编号为“k9”的条目；请使用推荐结果中的编号。"
