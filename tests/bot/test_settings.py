"""Settings come from the environment alone, and a wrong one says which, what was found, what is expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import BadSetting
from bot.settings import Settings, read_settings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment without any setting of ours."""
    for name in os.environ:
        if name.startswith("BECAUSE_"):
            monkeypatch.delenv(name)
    return monkeypatch


def test_nothing_needs_to_be_set(environment: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert settings == Settings()
    assert settings.database_file == settings.home / "because.db"
    assert (settings.llm, settings.parser, settings.llm_url, settings.port) == ("auto", "rules", "", 7860)


def test_an_empty_setting_is_none(environment: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        environment.setenv(f"BECAUSE_{name.upper()}", "")
    assert read_settings() == Settings()


def test_paths_may_begin_at_home(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BECAUSE_HOME", "~/chat")
    environment.setenv("BECAUSE_DATABASE", "/data/x.db")
    environment.setenv("BECAUSE_MODEL", "~/model")
    settings = read_settings()
    assert settings.model == str(Path.home() / "model")
    assert settings.home == Path.home() / "chat"
    assert settings.database_file == Path("/data/x.db")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "high", "valid integer"), ("PORT", "0", "greater than or equal to 1"),
        ("LLM", "on", "'auto' or 'off'"),
        ("PARSER", "guess", "'rules' or 'llm'"), ("SHOWN", "99", "less than or equal to 20"),
        ("TONE", "shrill", "'plain', 'warm' or 'expert'"), ("LENGTH", "endless", "'short', 'medium' or 'long'"),
        ("DIVERSITY", "-1", "greater than or equal to 0"), ("LLM_TIMEOUT", "0", "greater than 0"),
    ],
)  # fmt: skip
def test_a_bad_setting_says_what_was_found_and_what_is_expected(
    environment: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    environment.setenv(f"BECAUSE_{name}", value)
    with pytest.raises(BadSetting) as caught:
        read_settings()
    assert str(caught.value).startswith(f"BECAUSE_{name}={value!r}: ")
    assert expected in str(caught.value)
    assert "Correct it in the environment" in str(caught.value)


def test_all_bad_settings_are_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BECAUSE_PORT", "high")
    environment.setenv("BECAUSE_SHOWN", "none")
    with pytest.raises(BadSetting, match=r"BECAUSE_PORT='high'.*BECAUSE_SHOWN='none'"):
        read_settings()


def test_keys_are_not_printed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BECAUSE_LLM_KEY", "hush-hush")
    environment.setenv("BECAUSE_ADMIN_KEY", "hush-hush")
    assert "hush" not in f"{read_settings()!r} {read_settings()}"
