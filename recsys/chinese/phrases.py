"""How the values of a slot are said in Chinese, by the catalogue's own translation (schema.zh.json)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recsys.chinese import wording as w
from retrieval.types import Schema, Slot

NOT = "not "
"""How evidence marks what an item has not (recsys.statements.said_values)."""
LONGEST_QUOTE = 120
_UNQUOTED = frozenset('“”"()[]{}<>|…《》')
_HAN = r"\u3400-\u9fff"
_LATIN = r"A-Za-z0-9"
_QUOTED = re.compile(r"(“[^”]*”|《[^》]*》)")
_SEAM = re.compile(rf"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}.])(?=[{_HAN}])")


def frame(slot: Slot) -> tuple[str, str]:
    """What stands before and after a slot's values; "publisher为 …" where the catalogue says nothing better."""
    before, _, after = (slot.phrase or f"{slot.label or slot.name}为{{}}").partition("{}")
    return before, after


def shown(slot: Slot, value: str) -> str:
    """A value as the catalogue's translation writes it; as it is where it has none."""
    return slot.shown.get(value, value)


def predicate(slot: Slot, values: Sequence[str]) -> str:
    """What follows "它": 片长 119 分钟, 由 A、B 执导, 类型里没有恐怖."""
    has = [shown(slot, value) for value in values if not value.startswith(NOT)]
    lacks = [shown(slot, value.removeprefix(NOT)) for value in values if value.startswith(NOT)]
    before, after = frame(slot)
    said = [f"{before}{listed(has)}{after}"] if has else []
    said += [f"{slot.label or slot.name}{w.LACKS}{listed(lacks)}"] if lacks else []
    return w.COMMA.join(said)


def clause(subject: str, slot: Slot, values: Sequence[str]) -> str:
    """它由 A 执导; 它的题材包括 B, where what is said begins with the name of a property."""
    does = predicate(slot, values)
    own = slot.kind != "number" and bool(slot.label) and does.startswith(slot.label)
    return f"{subject}{w.OF if own else ''}{does}"


def listed(values: Sequence[str]) -> str:
    """A, A、B, A、B、C."""
    return w.LIST.join(values)


def titled(title: str, schema: Schema) -> str:
    """A title set off as the catalogue's things are: 《…》 for works, “…” where nothing is said."""
    return schema.noun.title.replace("{}", " ".join(title.split()))


def quoted(words: str) -> str:
    """The visitor's words in quotation marks, on one line, cut where they are very long."""
    flat = " ".join("".join(sign if sign not in _UNQUOTED else " " for sign in words).split())
    flat = "".join(sign for sign in flat if sign.isprintable())
    return f"“{flat[:LONGEST_QUOTE]}”"


def spaced(text: str) -> str:
    """With a space where Chinese and Latin letters or digits meet, but not within what is quoted."""
    return "".join(one if one[:1] in "“《" else _SEAM.sub(" ", one) for one in _QUOTED.split(text) if one)


def counted(n: int, schema: Schema) -> str:
    """3 部电影; with 个 where the catalogue names no measure word."""
    return f"{n:,} {schema.noun.counter or '个'}{schema.noun.one}"
