"""Numbers, years and measures as they are said in Chinese: 两个半小时, 九十年代, 2000年以后."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.types import Op, Schema, Slot

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
ABOUT = 10
"""How far 左右 goes, in the slot's unit."""

_BEFORE: tuple[tuple[str, Op], ...] = (
    ("不超过|别超过|不要超过|不多于|最多|至多|顶多", "<="),
    ("不少于|至少|起码|最少", ">="),
    ("不到|不足|少于|低于|短于|小于", "<"),
    ("超过|多于|长于|高于|大于", ">"),
)
_AFTER: tuple[tuple[str, Op], ...] = (("以内|之内|以下|之下|内", "<"), ("以上|之上|起", ">="))
_SINCE: tuple[tuple[str, Op], ...] = (
    ("以来|起|开始|及以后|及之后", ">="),
    ("之后|以后|后", ">"),
    ("之前|以前|前", "<"),
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What characters [start, end) demand of a number slot."""

    start: int
    end: int
    slot: str
    conditions: tuple[tuple[Op, float], ...]


def number(text: str) -> float:
    """The value of a NUMBER: 120, 一百二十, 两, 九零 (digit by digit)."""
    if text[0].isdigit():
        return float(text)
    if not any(sign in _TENS for sign in text):
        return float("".join(str(_DIGITS[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return float(total + digit)


def bounds(text: str, schema: Schema, year: int) -> Iterator[Bound]:
    """All that the text demands of numbers, without overlap; `year` is the present one."""
    released = schema.by_role("released")
    if released is not None:
        yield from _years(text, released.name, year)
    for slot in schema.of_kind("number"):
        if slot.units:
            yield from _measures(text, slot)


def _years(text: str, slot: str, this_year: int) -> Iterator[Bound]:
    taken: list[tuple[int, int]] = []

    def found(match: re.Match[str], *conditions: tuple[Op, float]) -> Iterator[Bound]:
        start, end = match.span()
        if not any(start < there and here < end for here, there in taken):
            taken.append((start, end))
            yield Bound(start, end, slot, conditions)

    for match in re.finditer(r"(\d{4})年?\s*(?:到|至|[-–—~～])\s*(\d{4})年?(?:之间|间)?", text):
        yield from found(match, (">=", float(match[1])), ("<=", float(match[2])))
    said = r"(?:上世纪|上个世纪|二十世纪|20世纪)?(\d{2,4}|[零〇一二三四五六七八九两]千?十?[零〇]?)年代"
    for match in re.finditer(f"{said}({_any(_SINCE)})?", text):
        if (first := _decade(match[1])) is None:
            continue
        after = _op(match[2], _SINCE)
        if after == "<":
            yield from found(match, ("<", first))
        elif after:
            yield from found(match, (">=", first))
        else:
            yield from found(match, (">=", first), ("<=", first + 9))
    for match in re.finditer(r"21世纪|二十一世纪|新世纪", text):
        yield from found(match, (">=", 2000.0))
    for match in re.finditer(rf"(?:最?近|过去)({NUMBER}|几)年", text):
        back = 5.0 if match[1] == "几" else number(match[1])
        yield from found(match, (">=", this_year - back))
    for match in re.finditer(rf"(?<!\d)((?:1[89]|20)\d\d)\s*年?({_any(_SINCE)})?", text):
        after = _op(match[2], _SINCE)
        if after or match[0].rstrip().endswith("年"):
            yield from found(match, (after or "=", float(match[1])))


def _decade(said: str) -> float | None:
    """The first year of a decade: 90 and 九十 are of the last century, 00 and 两千 of this one."""
    if said in ("两千", "二千", "零零", "〇〇", "00"):
        return 2000.0
    try:
        value = number(said)
    except KeyError:
        return None
    if value >= 1000:
        return value if value % 10 == 0 else None
    if value % 10 or not 0 <= value < 100:
        return None
    return 1900.0 + value if value >= 20 else 2000.0 + value


def _measures(text: str, slot: Slot) -> Iterator[Bound]:
    """1 小时 40 分钟以内, 不超过两个半小时, 90分钟左右."""
    units = "|".join(sorted(map(re.escape, slot.units), key=len, reverse=True))
    amount = rf"(?:({NUMBER})\s*个?(半)?\s*({units})(半)?|(半)个?({units}))"
    pattern = rf"({_any(_BEFORE)})?\s*{amount}(?:\s*({NUMBER})\s*(分钟|分))?\s*(左右|上下|{_any(_AFTER)})?"
    for match in re.finditer(pattern, text):
        before, count, half, unit, half_after, only_half, half_unit, more, small, after = match.groups()
        if only_half:
            value = slot.units[half_unit] / 2
        else:
            value = (number(count) + (0.5 if half or half_after else 0.0)) * slot.units[unit]
        if more:
            value += number(more) * slot.units.get(small, 0.0)
        if after in ("左右", "上下"):
            yield Bound(*match.span(), slot.name, ((">=", value - ABOUT), ("<=", value + ABOUT)))
            continue
        op = _op(before, _BEFORE) or _op(after, _AFTER) or "<="
        yield Bound(*match.span(), slot.name, ((op, value),))


def _any(table: tuple[tuple[str, Op], ...]) -> str:
    return "|".join(words for words, _ in table)


def _op(said: str | None, table: tuple[tuple[str, Op], ...]) -> Op | None:
    return next((op for words, op in table if said and said in words.split("|")), None)
