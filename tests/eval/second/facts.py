"""What a text says of the item: its prose, numbers, names, levels and values, looked up in its row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.eval.second.glue import GLUE
from tests.eval.second.page import NOT, Claim, Page
from tests.eval.second.records import RawSlot, number, plain, texts, words_in

NUMBER = re.compile(r"(?<![\w.,])-?\d[\d,]*(?:\.\d+)?")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
NAME = r"[A-ZÀ-Þ](?:\.|[\w'’-]*)(?: (?:[a-z]{1,3} )?[A-ZÀ-Þ](?:\.|[\w'’-]*))+"
BOUND = {"under": -1, "below": -1, "before": -1, "over": 1, "above": 1, "after": 1}
RUN = 4
"""Words in a row that have to stand in the item's prose to count as taken from it."""


def prose(page: Page) -> Iterator[Claim]:
    mine = [(m.start(), m.end(), m[0].casefold()) for m in re.finditer(r"[\w'’-]+", page.text)]
    for slot in page.records.slots("text"):
        told = [m[0].casefold() for text in texts(page.row, slot) for m in re.finditer(r"[\w'’-]+", text)]
        i = 0
        while i < len(mine):
            size = max((_run([word for *_, word in mine], i, told, p) for p in range(len(told))), default=0)
            start, end = mine[i][0], mine[i + max(size, 1) - 1][1]
            if size >= RUN and not any(page.taken[start:end]):
                denied = i > 0 and NOT.fullmatch(mine[i - 1][2]) is not None
                yield page.take(start, end, "prose", "is denied" if denied else "")
                i += size - 1
            i += 1


def _run(mine: list[str], i: int, told: list[str], p: int) -> int:
    size = 0
    while i + size < len(mine) and p + size < len(told) and mine[i + size] == told[p + size]:
        size += 1
    return size


def unknown(page: Page) -> Iterator[Claim]:
    for slot in page.records.schema["slots"]:
        for start, end in page.find(rf"[Ii]ts {re.escape(slot['label'])} is not known"):
            so = page.row.get(slot["name"]) in (None, "", [])
            yield page.take(start, end, "value", "" if so else "it is known", {slot["name"]})


def numbers(page: Page) -> Iterator[Claim]:
    for hit in NUMBER.finditer(page.text):
        if any(page.taken[hit.start() : hit.end()]):
            continue
        value, (end, measured) = float(hit[0].replace(",", "")), _unit(page, hit.end())
        before = re.search(r"([a-z]+) $", page.text[: hit.start()])
        bound = BOUND.get(before[1], 0) if before else 0
        so = {slot["name"] for slot, factor in measured if _is(number(page.row, slot), value * factor, bound)}
        if not page.affirms(hit.start()):
            so = {slot["name"] for slot, _ in measured} - so
        yield page.take(hit.start(), end, "number", "" if so else "no number of it is so", so)


def _unit(page: Page, end: int) -> tuple[int, list[tuple[RawSlot, float]]]:
    """Where the number's unit ends, and the slots that are measured in it, with how many of theirs it is."""
    after = re.match(r"\s*([^\W\d_]+|[€$£%])", page.text[end:])
    unit = after[1].casefold() if after else ""
    slots = page.records.slots("number")
    sizes = [(slot, {str(slot.get("unit", "")).casefold(): 1, **slot.get("units", {})}) for slot in slots]
    measured = [(slot, float(units[unit])) for slot, units in sizes if unit and unit in units]
    if measured and after:
        return end + after.end(), measured
    return end, [(slot, 1.0) for slot in slots if not slot.get("unit")]


def _is(mine: float | None, value: float, bound: int) -> bool:
    if mine is None:
        return False
    return (mine - value) * bound > 0 if bound else abs(mine - value) < 1e-6 * max(1.0, abs(value))


def names(page: Page) -> Iterator[Claim]:
    """Names of the item, each in the part that is claimed for it; and names that it is said not to have."""
    slots = page.records.slots("name")
    held = {(name, slot["name"]) for slot in slots for name in texts(page.row, slot)}
    for name in sorted({name for name, _ in held}, key=lambda name: (-len(name), name)):
        for start, end in page.find(re.escape(name)):
            having, part = {slot for other, slot in held if other == name}, _announced(page, start)
            wrong = bool(part) and not part & having
            fault = f"is no {' or '.join(sorted(part))} of it" if wrong else ""
            if not page.affirms(start):
                fault = "" if wrong else "has just that part in it"
            yield page.take(start, end, "name", fault, having)
    for start, end, having in page.records.names_in(page.text):
        if page.free(start, end) and not page.affirms(start):
            known = {slot["name"] for slot in slots if slot["name"] in having and texts(page.row, slot)}
            yield page.take(start, end, "name", "" if known else "that is not known", having)


def _announced(page: Page, start: int) -> set[str]:
    """The name slots whose words lead up to a name, over other names before it."""
    before, shorter = "", page.text[:start].rstrip()
    while shorter != before:
        before = shorter
        shorter = re.sub(r"(?:,|\band|\bor|[A-ZÀ-Þ][\w'’.-]*|\b(?:an?|the|not))$", "", before).rstrip()
    found: dict[str, int] = {}
    for slot in page.records.slots("name"):
        for lead in (str(slot.get("phrase", "{}")).split("{}")[0].strip(), *slot.get("names", ())):
            if lead and re.search(rf"\b{re.escape(lead.casefold())}$", before.casefold()):
                found[slot["name"]] = max(found.get(slot["name"], 0), len(lead))
    most = max(found.values(), default=0)
    return {name for name, size in found.items() if size == most}


def levels(page: Page) -> Iterator[Claim]:
    for slot in page.records.slots("level"):
        mine = number(page.row, slot)
        wordings = [(index, said_as(slot, float(index))[0]) for index in range(len(slot["levels"]))]
        for index, wording in sorted(wordings, key=lambda one: -len(one[1])):
            for start, end in page.find(re.escape(wording)):
                so = (mine == index) == page.affirms(start)
                yield page.take(start, end, "level", "" if so else "its level is another", {slot["name"]})


def said_as(slot: RawSlot, value: float) -> list[str]:
    """How a number or level is written."""
    if slot["kind"] == "level":
        return [str(slot.get("phrase", "{}")).replace("{}", slot["levels"][int(value)])]
    shown = f"{value:g}" if value < 10_000 else f"{value:,.0f}"
    units = [unit for unit, factor in slot.get("units", {}).items() if factor == 1]
    return [f"{shown} {unit}" for unit in (slot.get("unit", ""), *units)]


def values(page: Page) -> Iterator[Claim]:
    tokens = [hit.span() for hit in WORD.finditer(page.text)]
    i = 0
    while i < len(tokens):
        for size in range(min(6, len(tokens) - i), 0, -1):
            start, end = tokens[i][0], tokens[i + size - 1][1]
            meant = page.records.meanings.get(plain(page.text[start:end]), set())
            held = {(slot, value) for slot, value in meant if value in texts(page.row, {"name": slot})}
            noun = plain(page.text[start:end]) in page.records.nouns
            if not meant or any(page.taken[start:end]) or (noun and not held):
                continue
            known = any(texts(page.row, {"name": slot}) for slot, _ in meant)
            if page.affirms(start):
                fault = "" if held else "it has none of that"
            else:
                fault = "it has that" if held else "" if known else "that is not known"
            yield page.take(start, end, "value", fault, {slot for slot, _ in (held or meant)})
            i += size - 1
            break
        i += 1


def rest(page: Page) -> Iterator[Claim]:
    """Whatever is left has to be a word that says nothing, or one that only names a slot."""
    slots = page.records.schema["slots"]
    labels = {word for slot in slots for word in words_in(f"{slot['label']} {slot.get('phrase', '')}")}
    for hit in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", page.text):
        said = hit[0].casefold() in GLUE | labels | page.records.nouns
        if not said and not any(page.taken[hit.start() : hit.end()]):
            yield page.take(hit.start(), hit.end(), "word", "is not accounted for")
