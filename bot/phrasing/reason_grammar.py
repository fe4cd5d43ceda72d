"""The sentences that a small model may write: its facts in every order and join that reads well.

A sentence is the opening, then predicates of the item ("is a film from 2001", "has mild violence"), then, where
there is room, what it is about. Of what was liked only what is shared stands beside it: "Like Heat, …" would
claim the rest of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from bot.phrasing.sentences import MAX_CHARACTERS, clean, twice

MOST = 48
NOUN = re.compile(r"is an? ")
# What may stand right behind a noun: "a film from 2001", "a kettle made by Alder".
_BEHIND = re.compile(r"is ((?:from|in|by|of|for|about|[a-z]+ed|made|written) .+)")
_ALIKE = re.compile(r"is (?P<a>an? )?(?!not )(?P<what>\S+) (?P<end>[^\W\d]+|in \w+)")
_FUNCTION = frozenset(
    "a an the in on at after when as during over with to from while before his her their its every two three "  # noqa: SIM905
    "four five six seven eight nine ten".split()
)


@dataclass(frozen=True, slots=True)
class Material:
    """What may be said: predicates that meet wishes, that are shared with a liked item, others; and prose.

    `asked`: the opening has said already that this was asked; `quoted`: that it was, for where it stands later.
    """

    wishes: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    story: str = ""
    asked: bool = False
    quoted: str = ""


def sentences(opening: str, material: Material, names: Sequence[str]) -> tuple[str, ...]:
    """At most MOST whole sentences, each beginning with `opening` and speaking of every wish; no two alike."""
    found: dict[str, None] = {}
    for end in _ends(material):
        for body in _bodies(material):
            whole = f"{opening} {body}{end}"
            if len(whole) <= MAX_CHARACTERS and clean(whole, names) == whole and not twice(f"{body}{end}"):
                found.setdefault(whole)
    # One that says what the thing is about is worth more than one that does not.
    told = [one for one in found if material.story and material.story[1:] in one]
    return tuple(told or found)[:MOST]


def _ends(material: Material) -> Iterator[str]:
    """What closes a sentence: that it was asked; then what it is about, where there is room."""
    ends = ["."]
    if material.shared and material.wishes and material.quoted:
        ends = [f"; {material.quoted}, and it {wished}." for wished in _joined(material.wishes)]
    elif material.shared and material.wishes:
        ends = [f", and it {wished}, as you asked." for wished in _joined(material.wishes)]
    elif material.wishes and not material.asked:
        ends = [", as you asked."]
    for end in ends:
        # One colon a sentence.
        if material.story and not material.story.endswith("?") and ":" not in material.story:
            yield f"{end[:-1]}: {_uncapitalised(material.story)}"
    yield from ends


def merged(predicates: Sequence[str]) -> tuple[str, ...]:
    """What ends alike said once: "is a romance film" and "is a comedy film" are "is a romance and comedy film"."""
    made: list[str] = []
    for one in dict.fromkeys(predicates):
        for n, other in enumerate(made):
            if both := _as_one(other, one):
                made[n] = both
                break
        else:
            made.append(one)
    return tuple(made)


def _as_one(one: str, other: str) -> str:
    """Both as one predicate; "" where they do not go together."""
    first, second = _ALIKE.fullmatch(one), _ALIKE.fullmatch(other)
    if first and second and first["end"] == second["end"] and bool(first["a"]) == bool(second["a"]):
        return f"is {first['a'] or ''}{first['what']} and {second['what']} {first['end']}"
    for noun, more in ((first, other), (second, one)):
        # "is a film with A" and "is a crime film": one is the other's noun with more behind it.
        if noun and noun["a"] and (found := re.fullmatch(rf"is an? {re.escape(noun['end'])} (.+)", more)):
            return f"{noun[0]} {found[1]}"
    return ""


def _bodies(material: Material) -> Iterator[str]:
    if material.shared:
        yield from _joined(material.shared[:2])
        return
    # A thing is named before it is described: "is a film from 2001", not "is from 2001".
    nouns = [one for one in material.told if NOUN.match(one)]
    if material.wishes:
        if nouns and not any(NOUN.match(one) for one in material.wishes):
            yield from _joined((nouns[0], *material.wishes))
        yield from _joined(material.wishes)
        return
    if nouns or material.told:
        first = (nouns or list(material.told))[0]
        for other in material.told:
            if other != first:
                yield from _joined((first, other))
        yield first


def _joined(predicates: Sequence[str]) -> Iterator[str]:
    """The predicates in each order that reads well, as one: nouns first, what describes them behind."""
    for order in permutations(predicates):
        if any(NOUN.match(one) for one in order[1:]):
            continue
        yield _behind(order) if NOUN.match(order[0]) else _listed(order)


def _behind(order: Sequence[str]) -> str:
    """ "is a film from 2001 that is 116 minutes long and has mild violence"."""
    text = order[0]
    clauses: list[str] = []
    for one in order[1:]:
        if not clauses and (found := _BEHIND.fullmatch(one)):
            text += f" {found[1]}"
        elif one.startswith("has ") and one is order[-1] and not clauses and " with " not in text:
            text += f" with {one.removeprefix('has ')}"
        else:
            clauses.append(one)
    return f"{text} that {_listed(clauses)}" if clauses else text


def _listed(order: Sequence[str]) -> str:
    verb = order[0].partition(" ")[0]
    apart = any(" not " in one or " among its " in one for one in order)
    if not apart and all(one.startswith(f"{verb} ") for one in order):
        order = [order[0], *(one.removeprefix(f"{verb} ") for one in order[1:])]
    return ", ".join(order[:-1]) + (" and " if order[1:] else "") + order[-1]


def _uncapitalised(story: str) -> str:
    first, space, rest = story.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in _FUNCTION else story
