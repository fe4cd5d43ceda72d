"""What a text says of the conversation, of other items, of other people and of the score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.eval.second.facts import said_as
from tests.eval.second.page import Claim, Page
from tests.eval.second.records import number, plain, texts, words_in

CAPITAL = re.compile(r"(?<![\w'’])[A-ZÀ-Þ0-9][\w'’.-]*")
UNQUOTED = re.compile(r"[“”\"()\[\]{}<>|…]")
TOGETHER = r"[Oo]f ([\d,]+) [a-z ]+ of others that [a-z]+ (.+?), ([\d,]+|none) [a-z]+ it too"
SPOKEN = r"[Oo]thers spoke of it in ([\d,]+) of ([\d,]+) [a-z]+(?: and [a-z]+)?"
SCORED = (
    (r"[Ii]ts description is close in meaning to that of", "liked", 1),
    (r"[Ii]ts description is close in meaning to", "words", 1),
    (r"[Ii]t fits what was said less than most \w+, going by conversations of others", "conversation", -1),
    (r"[Ii]t fits what was said, going by conversations of others", "conversation", 1),
)


def quotations(page: Page) -> Iterator[Claim]:
    said = [" ".join(UNQUOTED.sub(" ", one).split()).casefold() for one in page.heard.said]
    for hit in re.finditer("“([^”]*)”", page.text):
        so = any(hit[1].casefold().strip() in one for one in said)
        yield page.take(hit.start(), hit.end(), "quotation", "" if so else "nobody said so")


def titles(page: Page) -> Iterator[Claim]:
    """The item's own, those that were spoken of, and any other of the catalogue."""
    own = page.records.titles_of(page.row)
    for title in sorted((*own, *page.heard.titles), key=lambda title: (-len(title), title)):
        for start, end in page.find(re.escape(title)):
            if not _in_a_name(page, start, end):
                yield page.take(start, end, "own title" if title in own else "title")
    for hit in CAPITAL.finditer(page.text):
        first = words_in(hit[0])[:1]
        for title in sorted(page.records.titles.get("".join(first), ()), key=len, reverse=True):
            end = hit.start() + len(title)
            lead = re.search(r"\b(?:[Ll]ike|than|[Ii]n) $", page.text[: hit.start()])
            written = page.text[hit.start() : end] == title and page.free(hit.start(), end)
            if written and (lead or " " in title):
                said = f" {plain(title)} " in page.heard.plain
                if said or not any(title in name for name in _names(page)):
                    yield page.take(hit.start(), end, "title", "" if said else "nobody spoke of it")
                break


def _names(page: Page) -> list[str]:
    return [name for slot in page.records.slots("name") for name in texts(page.row, slot)]


def _in_a_name(page: Page, start: int, end: int) -> bool:
    """Whether a title is only part of one of the item's names ("Siddhartha" Mukherjee)."""
    whole = (hit.span() for name in _names(page) for hit in re.finditer(re.escape(name), page.text))
    return any(a <= start and end <= b and b - a > end - start for a, b in whole)


def counts(page: Page) -> Iterator[Claim]:
    told, mine = page.records.told, page.row["title"]
    for hit in re.finditer(TOGETHER, page.text):
        both = 0 if hit[3] == "none" else int(hit[3].replace(",", ""))
        so = int(hit[1].replace(",", "")) in told.named.get(hit[2], ())
        so = so and both in told.together.get((hit[2], mine), {0})
        yield page.take(hit.start(), hit.end(), "count", "" if so else "it was counted otherwise")
    for hit in re.finditer(SPOKEN, page.text):
        times, of = (int(hit[n].replace(",", "")) for n in (1, 2))
        so = times in told.named.get(mine, ()) and of == told.all
        yield page.take(hit.start(), hit.end(), "count", "" if so else "it was counted otherwise")


def comparisons(page: Page) -> Iterator[Claim]:
    """ "longer than Heat (170 minutes)", "39 years older than Heat": by both rows."""
    other = "|".join(map(re.escape, sorted(page.heard.titles, key=len, reverse=True))) or "(?!)"
    for slot in page.records.slots("number", "level"):
        for phrase in (*slot.get("more", ()), *slot.get("less", ())):
            sign = 1 if phrase in slot.get("more", ()) else -1
            pattern = rf"(?:(\d+) years )?\b{re.escape(phrase)} than ({other})(?: \(([^)]*)\))?"
            for hit in re.finditer(pattern, page.text):
                mine = number(page.row, slot)
                theirs = [number(row, slot) for row in page.records.by_title(hit[2])]
                so = mine is not None and any(
                    n is not None
                    and (mine - n) * sign > 0
                    and (not hit[1] or abs(mine - n) == int(hit[1]))
                    and (not hit[3] or hit[3] in said_as(slot, n))
                    for n in theirs
                )
                fault = "" if so else "it does not compare so"
                yield page.take(hit.start(), hit.end(), "comparison", fault, {slot["name"]})


def scores(page: Page) -> Iterator[Claim]:
    """What is said of the score, held against its parts."""
    for pattern, name, sign in SCORED:
        for start, end in page.find(pattern):
            so = page.parts.get(name, 0.0) * sign > 0
            yield page.take(start, end, "score", "" if so else "the score says otherwise")


def feelings(page: Page) -> Iterator[Claim]:
    heard = page.heard
    forms = (("did not like", heard.disliked), ("liked", heard.liked), ("named", heard.titles))
    for form, felt in forms:
        for start, end in page.find(f"[Yy]ou {form}"):
            so = any(page.text.startswith(title, end + 1) for title in felt)
            if any(page.text.startswith(title, end + 1) for title in page.heard.titles):
                yield page.take(start, end, "feeling", "" if so else "the visitor did not say so")
        for start, end in page.find(f"which you {form}"):
            before = page.text[:start].rstrip(", ")
            so = any(before.endswith(title) for title in felt)
            if form == "named" and not so:
                ends = {
                    title for word in words_in(before)[-8:] for title in page.records.titles.get(word, ())
                }
                so = any(before.endswith(one) and f" {plain(one)} " in heard.plain for one in ends)
            yield page.take(start, end, "feeling", "" if so else "the visitor did not say so")


def alike(page: Page, found: Sequence[Claim]) -> Iterator[Claim]:
    """What "Like Heat, it is …" says, of Heat: it has to have each of those values too."""
    for hit in re.finditer(r"(?:[Ll]ike|[Aa]s in) (?=\S)", page.text):
        title = next((c for c in found if c.at == hit.end() and c.kind == "title"), None)
        if title is None:
            continue
        until = re.search(
            r"[;:]|, and it |as you asked|[.!](?=\s|$)", page.text[hit.end() + len(title.text) :]
        )
        last = hit.end() + len(title.text) + until.start() if until else len(page.text)
        while last < len(page.text) and page.taken[last]:
            last += 1  # a full stop within a name ends nothing
        rows = page.records.by_title(title.text)
        for claim in found:
            if hit.end() < claim.at < last and claim.kind in ("value", "name") and page.affirms(claim.at):
                meant = page.records.meanings.get(plain(claim.text), set())
                theirs = {
                    value for row in rows for slot in claim.slots for value in texts(row, {"name": slot})
                }
                if not theirs & ({value for _, value in meant} or {claim.text}):
                    yield Claim(claim.at, "likeness", claim.text, f"{title.text} has none of that")


def asked(page: Page, found: Sequence[Claim]) -> Iterator[Claim]:
    """That the visitor asked for it, of every claim in a sentence that says so."""
    wished: frozenset[str] | None = None
    for start, end in page.sentences():
        if re.search(r"\b[Yy]ou (?:asked|wanted|said|wished)|as you asked", page.text[start:end]):
            wished = _wished(page) if wished is None else wished
            for claim in found:
                said = f" {plain(claim.text)} " in page.heard.plain
                if start <= claim.at < end and claim.slots and not claim.slots & wished and not said:
                    yield Claim(claim.at, "asked", claim.text, "was not asked for")


def _wished(page: Page) -> frozenset[str]:
    """The slots that were asked about: those meant, and those of which some word was said."""
    said, found = page.heard.plain, set(page.heard.asked)
    for slot in page.records.schema["slots"]:
        keys = ("names", "more", "less", "high", "low", "units")
        spoken = [slot["label"], *(word for key in keys for word in slot.get(key, ()))]
        dated = slot.get("role") == "released" and re.search(r"\d\d|ties\b", said)
        if dated or any(f" {plain(word)} " in said for word in spoken if plain(word)):
            found.add(slot["name"])
    for wording, meant in page.records.meanings.items():
        if f" {wording} " in said:
            found |= {slot for slot, _ in meant}
    words = {word for word in said.split() if len(word) > 3}
    for named in page.records.names.values():
        for name, slots in named.items():
            if plain(name).split(" ")[-1] in words or f" {plain(name)} " in said:
                found |= slots
    return frozenset(found)
