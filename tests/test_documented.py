"""What a user can set or call is in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from ui.cli import COMMANDS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_documented(name: str) -> None:
    assert f"`BECAUSE_{name.upper()}`" in README


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_documented(name: str) -> None:
    assert f"`because {name}" in README
