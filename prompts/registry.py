"""All prompts of a directory, by name and version. A released version is never edited: a new one is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prompts.errors import BadTemplate, UnknownPrompt
from prompts.template import Prompt, parse

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts, sorted by name and version."""

    prompts: tuple[Prompt, ...]

    @classmethod
    def load(cls, directory: Path | None = None) -> Prompts:
        """Every `<name>.v<N>.md` of the directory (default: those that ship). Raises BadTemplate."""
        return cls(tuple(sorted(_read(directory or TEMPLATES), key=lambda one: (one.name, one.version))))

    def get(self, name: str, version: int | None = None) -> Prompt:
        """That version, or the newest. Raises UnknownPrompt, saying what there is."""
        versions = [one for one in self.prompts if one.name == name]
        if not versions:
            raise UnknownPrompt(f"no prompt {name!r}; there are: {', '.join(self.names()) or 'none'}")
        if version is None:
            return versions[-1]
        for one in versions:
            if one.version == version:
                return one
        have = ", ".join(str(one.version) for one in versions)
        raise UnknownPrompt(f"prompt {name!r} has no version {version}; it has: {have}")

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name for one in self.prompts))

    def __iter__(self) -> Iterator[Prompt]:
        return iter(self.prompts)


def _read(directory: Path) -> Iterator[Prompt]:
    if not directory.is_dir():
        raise BadTemplate(f"no directory of prompts at {directory}; expected files <name>.v<N>.md in it")
    for path in sorted(directory.glob("*.md")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise BadTemplate(f"{path.name} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
        prompt = parse(text, path.name)
        if path.name != f"{prompt.id}.md":
            raise BadTemplate(f"{path.name} says that it is {prompt.id}; the file must be {prompt.id}.md")
        yield prompt
