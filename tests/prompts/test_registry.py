"""Prompts are files with names, versions, declared variables and hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.errors import BadTemplate, BadVariables, UnknownPrompt
from prompts.registry import TEMPLATES, Prompts
from prompts.template import parse

RELEASED = Path(__file__).with_name("released.txt")
TEXT = """---
name: greet
version: 2
description: A greeting
variables: who, when
---
# system
Answer with {{"hello": 1}}.
# example user
Hi
# example assistant
Hello!
# user
I am {who}, it is {when}.
"""


def test_a_prompt_renders_its_sections_as_messages_in_order() -> None:
    assert parse(TEXT).render(who="Ada", when="late") == (
        ("system", 'Answer with {"hello": 1}.'),
        ("user", "Hi"),
        ("assistant", "Hello!"),
        ("user", "I am Ada, it is late."),
    )


def test_rendering_names_every_missing_and_every_unused_variable() -> None:
    with pytest.raises(BadVariables, match="missing: who, when; unused: what, why"):
        parse(TEXT).render(what=1, why=2)


def test_a_prompt_may_declare_what_holds_where_nothing_is_given() -> None:
    prompt = parse(
        TEXT.replace("variables: who, when\n", "variables: who, when\ndefaults: when=early today\n")
    )
    assert prompt.defaults == {"when": "early today"}
    assert prompt.render(who="Ada")[-1] == ("user", "I am Ada, it is early today.")
    assert prompt.render(who="Ada", when="late")[-1] == ("user", "I am Ada, it is late.")
    assert prompt.as_langchain().format_messages(who="Ada")[-1].content == "I am Ada, it is early today."


@given(st.text())
def test_a_value_is_data_whatever_it_holds(value: str) -> None:
    assert parse(TEXT).render(who=value, when="{who}")[-1] == ("user", f"I am {value}, it is {{who}}.")


def test_the_hash_is_that_of_the_file_and_changes_with_every_letter() -> None:
    assert parse(TEXT).hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert parse(TEXT).hash != parse(TEXT.replace("Hello!", "Hello.")).hash


def test_line_ends_do_not_change_the_prompt() -> None:
    assert parse(TEXT.replace("\n", "\r\n")) == parse(TEXT)


def test_langchain_renders_the_same_messages() -> None:
    messages = parse(TEXT).as_langchain().format_messages(who="{Ada}", when="late")
    assert [one.content for one in messages] == [
        text for _, text in parse(TEXT).render(who="{Ada}", when="late")
    ]
    assert [one.type for one in messages] == ["system", "human", "ai", "human"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("---\nname", "name", "must begin with a header"),
        ("description: A greeting\n", "", "must hold exactly"),
        (
            "variables: who, when\n",
            "variables: who, when\ndefaults: where=here\n",
            "of declared variables; wrong: where",
        ),
        ("variables: who, when\n", "variables: who, when\ndefaults: who\n", "written variable=value"),
        ("name: greet", "name: Greet!", "small letters"),
        ("version: 2", "version: two", "number from 1"),
        ("# user\n", "# closing\n", "no section is called 'closing'"),
        ("# user\n", "# example user\n", "has no section '# user'"),
        ("# system\n", "Be kind.\n# system\n", "text before the first section"),
        ("{when}", "now", "declared but not used: when"),
        ("{when}", "{when} in {where}", "used but not declared: where"),
        ("{when}", "{when", "write {{ and }}"),
        ("{when}", "{when.__class__}", "not plain variable names"),
    ],
)
def test_a_bad_template_says_what_is_wrong_with_it(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(BadTemplate, match=message):
        parse(TEXT.replace(old, new))


def test_without_a_version_the_newest_is_meant(tmp_path: Path) -> None:
    for version in (2, 10, 9):
        text = TEXT.replace("version: 2", f"version: {version}")
        (tmp_path / f"greet.v{version}.md").write_text(text, encoding="utf-8")
    prompts = Prompts.load(tmp_path)
    assert prompts.get("greet").version == 10
    assert prompts.get("greet", 9).id == "greet.v9"
    assert prompts.names() == ("greet",)


def test_an_unknown_prompt_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "greet.v2.md").write_text(TEXT, encoding="utf-8")
    prompts = Prompts.load(tmp_path)
    with pytest.raises(UnknownPrompt, match="there are: greet"):
        prompts.get("leave")
    with pytest.raises(UnknownPrompt, match="has no version 3; it has: 2"):
        prompts.get("greet", 3)


def test_a_file_is_called_what_it_says_it_is(tmp_path: Path) -> None:
    (tmp_path / "greet.v1.md").write_text(TEXT, encoding="utf-8")
    with pytest.raises(BadTemplate, match=r"must be greet\.v2\.md"):
        Prompts.load(tmp_path)


def test_a_wrongly_encoded_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "greet.v2.md").write_bytes(TEXT.encode() + b"\xff")
    with pytest.raises(BadTemplate, match=r"greet\.v2\.md is not UTF-8 at byte"):
        Prompts.load(tmp_path)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTemplate, match="no directory of prompts"):
        Prompts.load(tmp_path / "nowhere")


def test_a_released_version_is_never_edited() -> None:
    """Released prompts keep their hash for ever: change one by adding the next version, and list it here."""
    released = dict(line.split() for line in RELEASED.read_text(encoding="utf-8").splitlines())
    have = {prompt.id: prompt.hash for prompt in Prompts.load()}
    assert {path.stem for path in TEMPLATES.glob("*.md")} == set(have)
    assert have == released
