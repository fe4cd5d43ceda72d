"""The labelled sentences: what each says, of which item, on which evidence, and whether that supports it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from recsys.grounding import Checker, Verdict
from recsys.types import Evidence
from retrieval.catalog import Catalogue
from retrieval.schema_file import parse_schema
from retrieval.types import Item

HERE = Path(__file__).parent
DEMO = HERE.parents[2] / "retrieval" / "demo"
BANKS = ("dev", "unseen")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence. Where it is not `supported`, `wrong` is the part that nothing supports and `kind` says how."""

    id: str
    scene: str
    writer: str
    sentence: str
    supported: bool
    kind: str = ""
    wrong: str = ""
    adversarial: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What the sentences are about: an item, the evidence, and the checker of its catalogue."""

    item: Item
    evidence: tuple[Evidence, ...]
    checker: Checker

    def check(self, sentence: str) -> Verdict:
        return self.checker.check(sentence, self.item, self.evidence)


def rows(bank: str) -> list[Row]:
    """The sentences of "dev" or "unseen"."""
    return [Row(**record) for record in _lines(HERE / f"{bank}.jsonl")]


@cache
def scenes() -> Mapping[str, Scene]:
    """All scenes by id, of both banks."""
    return {record["id"]: _scene(record) for record in _lines(HERE / "scenes.jsonl")}


def _scene(record: Mapping[str, Any]) -> Scene:
    evidence = tuple(Evidence(**_tuples(one)) for one in record["evidence"])
    if record["schema"] == "films":
        films, checker = _films()
        return Scene(films[record["item"]], evidence, checker)
    item, *others = (
        Item(one["id"], one["title"], _tuples(one["values"])) for one in (record["item"], *record["others"])
    )
    schemas = json.loads((HERE / "schemas.json").read_text(encoding="utf-8"))
    schema = parse_schema(json.dumps(schemas[record["schema"]]), record["schema"])
    return Scene(item, evidence, Checker(schema, (item, *others)))


@cache
def _films() -> tuple[Mapping[str, Item], Checker]:
    catalogue = Catalogue.load(DEMO)
    films = {item.id: item for item in catalogue.items()}
    return films, Checker(catalogue.schema, films.values())


def _tuples(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
