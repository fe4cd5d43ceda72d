"""Importing a module does nothing and needs nothing heavy: those packages are imported where they are used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = (
    "torch", "faiss", "gradio", "vllm", "sentence_transformers", "transformers", "tantivy", "pandas", "pyarrow",
    "langchain", "langchain_core", "langchain_openai", "openai", "ir_measures", "pytrec_eval", "scipy",
)  # fmt: skip


def test_every_module_imports_with_the_heavy_packages_blocked() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in ("retrieval", "recsys", "prompts", "bot", "ui")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    assert len(modules) > 40
    script = f"""
import importlib, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {HEAVY!r}:
            raise ImportError(f"{{name}} is imported with the module")
sys.meta_path.insert(0, Blocked())
for module in {modules!r}:
    importlib.import_module(module)
"""
    done = subprocess.run(  # a process of its own: this one has the packages already
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
