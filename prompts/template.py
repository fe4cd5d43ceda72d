"""One prompt: a text file with a header and sections, rendered to the messages of a chat."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from prompts.errors import BadTemplate, BadVariables

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

Role = Literal["system", "user", "assistant"]
Messages = tuple[tuple[str, str], ...]

# A section's heading in the file, and the role of the message that it becomes.
ROLES: dict[str, Role] = {
    "system": "system",
    "example user": "user",
    "example assistant": "assistant",
    "user": "user",
    "opening": "assistant",
}
KEYS = ("name", "version", "description", "variables")
OPTIONAL = ("defaults",)
_HEADER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^# (?P<kind>[a-z ]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a prompt: `kind` is one of ROLES; `text` holds {variables}, and {{ }} for braces."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt. `hash` is the SHA-256 of the whole file: the same hash is the same prompt, word for word.

    `defaults` are values of variables that need not be given.
    """

    name: str
    version: int
    description: str
    variables: tuple[str, ...]
    sections: tuple[Section, ...]
    text: str
    hash: str
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.name}.v{self.version}"

    def render(self, **variables: object) -> Messages:
        """The (role, content) messages. Raises BadVariables, naming all that are missing and all unused."""
        variables = {**self.defaults, **variables}
        missing = [name for name in self.variables if name not in variables]
        unused = [name for name in variables if name not in self.variables]
        if missing or unused:
            raise BadVariables(
                f"prompt {self.id} declares {_listed(self.variables)}; "
                f"missing: {_listed(missing)}; unused: {_listed(unused)}"
            )
        values = {name: str(value) for name, value in variables.items()}
        return tuple((ROLES[part.kind], part.text.format_map(values)) for part in self.sections)

    def as_langchain(self) -> ChatPromptTemplate:
        """The same prompt for a LangChain chain: `prompt.as_langchain() | model`."""
        from langchain_core.prompts import ChatPromptTemplate

        messages = [(ROLES[part.kind], part.text) for part in self.sections]
        return ChatPromptTemplate.from_messages(messages).partial(**self.defaults)


def parse(text: str, where: str = "the template") -> Prompt:
    """A prompt from the text of its file; `where` names it in errors. Raises BadTemplate."""
    text = text.replace("\r\n", "\n")
    found = _HEADER.match(text)
    if found is None:
        raise BadTemplate(f"{where} must begin with a header between two lines '---'; found {text[:40]!r}")
    head = _head(found["head"], where)
    sections = _sections(found["body"], where)
    variables = tuple(name for name in re.split(r"[,\s]+", head["variables"]) if name)
    used = {name for part in sections for name in _fields(part, where)}
    if used != set(variables):
        raise BadTemplate(
            f"{where}: declared but not used: {_listed(sorted(set(variables) - used))}; "
            f"used but not declared: {_listed(sorted(used - set(variables)))}"
        )
    defaults = _defaults(head.get("defaults", ""), variables, where)
    digest = hashlib.sha256(text.encode()).hexdigest()
    version = int(head["version"])
    return Prompt(head["name"], version, head["description"], variables, sections, text, digest, defaults)


def _head(text: str, where: str) -> dict[str, str]:
    pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
    head = {key.strip(): value.strip() for key, _, value in pairs}
    if set(head) - set(OPTIONAL) != set(KEYS):
        raise BadTemplate(
            f"{where}: the header must hold exactly {_listed(KEYS)} (and may hold {_listed(OPTIONAL)}); "
            f"found {_listed(head)}"
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", head["name"]):
        raise BadTemplate(f"{where}: a name is a word of small letters; found {head['name']!r}")
    if not re.fullmatch(r"[1-9][0-9]*", head["version"]):
        raise BadTemplate(f"{where}: a version is a number from 1; found {head['version']!r}")
    return head


def _defaults(text: str, variables: Sequence[str], where: str) -> dict[str, str]:
    """ "tone=plain, length=medium" as a table."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    defaults = {name.strip(): value.strip() for name, _, value in pairs}
    if wrong := [name for name, value in defaults.items() if name not in variables or not value]:
        raise BadTemplate(
            f"{where}: defaults are written variable=value, of declared variables; wrong: {_listed(wrong)}"
        )
    return defaults


def _sections(body: str, where: str) -> tuple[Section, ...]:
    before, *rest = _HEADING.split(body)
    if before.strip():
        raise BadTemplate(f"{where}: text before the first section: {before.strip()[:40]!r}")
    parts = tuple(Section(kind, text.strip("\n")) for kind, text in zip(rest[::2], rest[1::2], strict=True))
    for part in parts:
        if part.kind not in ROLES:
            raise BadTemplate(f"{where}: no section is called {part.kind!r}; there are {_listed(ROLES)}")
    if not any(part.kind == "user" for part in parts):
        raise BadTemplate(f"{where} has no section '# user'; found {_listed([part.kind for part in parts])}")
    return parts


def _fields(part: Section, where: str) -> set[str]:
    try:
        parsed = list(string.Formatter().parse(part.text))
    except ValueError as error:
        raise BadTemplate(
            f"{where}, section {part.kind!r}: {error} (write {{{{ and }}}} for braces)"
        ) from error
    names = {name for _, name, _, _ in parsed if name is not None}
    # Only plain names: "{item.__class__}" must not reach into what is rendered.
    if wrong := sorted(name for name in names if not name.isidentifier()):
        raise BadTemplate(f"{where}, section {part.kind!r}: not plain variable names: {_listed(wrong)}")
    return names


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
