"""Rows to items, by the decisions on their columns. Every row gives an item or a reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from retrieval.importing.infer import Decision
from retrieval.importing.join import text_id
from retrieval.importing.profile import Profile
from retrieval.importing.read import BadRow, Table
from retrieval.importing.titles import Title, TitleStyle
from retrieval.importing.values import cleaned, is_link, language, number, parts, plain, truth, year
from retrieval.types import Item, Slot, Value

Convert = Callable[[Any], Value | None]


def made_items(
    table: Table, decisions: Sequence[Decision], extra: Mapping[str, str]
) -> tuple[list[Item], list[BadRow], list[BadRow]]:
    """Items, rows that were skipped, and cells that were. `extra` names the slots of titles' own parts.

    `extra["year"]` and `extra["series"]` are slots filled from titles ("" where there is none).
    """
    key = next((d.column for d in decisions if d.became == "id"), "")
    title = next(d.column for d in decisions if d.became == "title")
    style = TitleStyle.of([str(row.get(title) or "") for _, row in table.rows])
    convert = {d.column: converter(d, table) for d in decisions if d.slot is not None}
    items, seen = [], dict[str, int]()
    bad: list[BadRow] = []
    cells: list[BadRow] = []
    for line, row in table.rows:
        said = plain(str(row.get(title) or ""))  # as it is: there are things called "Unknown"
        item_id = plain(text_id(row.get(key))) if key else ""
        if not said or (key and not item_id):
            bad.append(BadRow(table.file.name, line, f"no {key if said else title}"))
            continue
        read = style.read(said)
        item_id = item_id or made_id(read, seen)
        if item_id in seen:
            reason = f"the id {item_id!r} was already used in line {seen[item_id]}; that one is kept"
            bad.append(BadRow(table.file.name, line, reason))
            continue
        seen[item_id] = line
        item, unread = _item(item_id, read, row, decisions, convert, extra)
        items.append(item)
        cells.extend(BadRow(table.file.name, line, reason) for reason in unread)
    return items, bad, cells


def _item(
    item_id: str,
    title: Title,
    row: Mapping[str, Any],
    decisions: Sequence[Decision],
    convert: Mapping[str, Convert],
    extra: Mapping[str, str],
) -> tuple[Item, list[str]]:
    aliases, url, unread = list(title.aliases), "", []
    values: dict[str, Value] = {}
    for decision in decisions:
        raw = cleaned(row.get(decision.column))
        if raw is None:
            continue
        if decision.became == "alias":
            aliases.extend(parts(raw, ""))
        elif decision.became == "url" and is_link(raw):
            url = str(raw)
        elif decision.slot is not None:
            value = convert[decision.column](raw)
            if value is None:
                unread.append(f"{decision.column} is not a {decision.slot.kind}: {str(raw)[:40]!r}")
            elif value not in ("", ()):
                values[decision.slot.name] = value
    if extra.get("year") and title.year is not None:
        values.setdefault(extra["year"], title.year)
    if extra.get("series") and title.series:
        values.setdefault(extra["series"], title.series)
    others = tuple(dict.fromkeys(alias for alias in aliases if alias != title.text))
    return Item(item_id, title.text, values, others, url), unread


def converter(decision: Decision, table: Table) -> Convert:
    """How a cell of the column becomes a value; None where it cannot."""
    slot = decision.slot
    if slot is None:
        raise ValueError(f"column {decision.column!r} became no slot")
    if decision.truth:
        return lambda raw: _yes_no(slot, raw)
    if slot.kind == "number":
        return _year if slot.role == "released" else number
    if slot.kind == "level":
        ranks = {level: float(rank) for rank, level in enumerate(slot.levels)}
        return lambda raw: ranks.get(str(raw).lower())
    if slot.kind == "text":
        return lambda raw: " ".join(parts(raw, "")) if isinstance(raw, list) else str(raw)
    if slot.role == "language":
        return lambda raw: _texts(slot, [language(part) for part in parts(raw, decision.separator)])
    spelling = _spelling(Profile.of(decision.column, [row.get(decision.column) for _, row in table.rows]))
    return lambda raw: _texts(
        slot, [spelling.get(part.casefold(), part) for part in parts(raw, decision.separator)]
    )


def _texts(slot: Slot, texts: Sequence[str]) -> Value:
    unique = tuple(dict.fromkeys(texts))
    return unique if slot.many else " ".join(unique)


def _yes_no(slot: Slot, raw: Any) -> Value | None:
    found = truth(raw)
    return None if found is None else slot.label if found else f"not {slot.label}"


def _year(raw: Any) -> float | None:
    found = number(raw)
    return found if found is not None and abs(found) < 10_000 else year(raw)


def _spelling(profile: Profile) -> dict[str, str]:
    """The commonest way of writing each value, by its lower case."""
    ways: dict[str, Counter[str]] = {}
    for value, count in profile.values.items():
        ways.setdefault(value.casefold(), Counter())[value] += count
    return {folded: min(found, key=lambda way: (-found[way], way)) for folded, found in ways.items()}


def made_id(title: Title, seen: Mapping[str, int]) -> str:
    """An id out of a title, for files that have none: "the-red-kettle", then "the-red-kettle-2"."""
    plain = unicodedata.normalize("NFKD", title.text.casefold())
    letters = re.sub(r"[^\w]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-_")
    base = "-".join(
        part for part in (letters[:60] or "item", f"{title.year:.0f}" if title.year else "") if part
    )
    found, number = base, 2
    while found in seen:
        found, number = f"{base}-{number}", number + 1
    return found
