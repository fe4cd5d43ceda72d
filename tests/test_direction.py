"""The direction of imports is the architecture; this table is its only statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("retrieval", "recsys", "prompts", "bot", "ui")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "retrieval": ("retrieval",),
    "recsys": ("recsys", "retrieval.types"),
    "prompts": ("prompts",),
    "bot": ("bot", "recsys", "retrieval", "prompts"),
    "ui": OURS,
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", OURS)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in imported(path)
        if name.split(".")[0] in OURS
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[package])
    ]
    assert wrong == []
