"""Which column is what: decided by its name where that says something, by its figures where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ImportFailed
from retrieval.importing.profile import Profile
from retrieval.importing.slots import counted, identifier, made_slot, number_slot, with_synonyms
from retrieval.importing.values import LANGUAGES, order
from retrieval.importing.words import MANNERS, doing, is_identifier, role_of, singular, spoken
from retrieval.schema_file import RESERVED
from retrieval.types import Noun, Slot

Became = Literal["id", "title", "alias", "url", "slot", "dropped"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a column became, and why. `slot` for a slot; `separator` parts its values; `truth` is for yes/no."""

    column: str
    became: Became
    why: str
    slot: Slot | None = None
    separator: str = ""
    truth: bool = False


Numbers = NDArray[np.float64]
_CONSTANT = 0.999
_MOST_COMPARED = 100


def infer(profiles: Sequence[Profile], mapping: Mapping[str, str], noun: Noun) -> list[Decision]:
    """One decision a column, in their order. `mapping` (target: column) overrules. Raises ImportFailed."""
    by_name = {profile.name: profile for profile in profiles}
    for target, column in mapping.items():
        if column not in by_name:
            raise ImportFailed(
                f"--map {target}={column}: there is no column {column!r}; the columns are: {_listed(by_name)}"
            )
    asked = {column: target for target, column in mapping.items()}
    title = mapping.get("title") or _title(profiles, asked)
    key = mapping.get("id") or _key(profiles, noun, {title, *asked})
    decisions, taken = [], set[str]()
    for profile in profiles:
        decision = _decided(profile, title, key, asked.get(profile.name, ""), profiles, noun)
        if decision.slot is not None:
            slot = _apart(decision.slot, spoken(profile.name), taken)
            taken.update({slot.name, f"role {slot.role}", f"label {slot.label}"})
            decision = replace(decision, slot=slot)
        decisions.append(decision)
    return decisions


_TITLES = (
    "title", "name", "item name", "product name", "product title", "product", "headline", "label", "titel",
    "bezeichnung", "artikel", "produkt", "titre", "nom", "título", "titulo", "nombre", "titolo", "nome", "naam",
)  # fmt: skip


def _title(profiles: Sequence[Profile], asked: Mapping[str, str]) -> str:
    named = {spoken(profile.name): profile.name for profile in reversed(profiles)}
    for name in _TITLES:
        if name in named:
            return named[name]
    ending = [
        p.name for p in profiles if spoken(p.name).endswith((" title", " name")) and not p.numeric > 0.5
    ]
    if ending:
        return ending[0]
    texts = [p for p in profiles if p.held and p.numeric < 0.5 and p.links < 0.5 and not p.listed]
    short = [p for p in texts if p.length <= 100 and p.name not in asked and not is_identifier(p.name)]
    short = [p for p in short if p.share(_like_a_code) < 0.9] or short
    if not short:
        raise ImportFailed(
            f"no column looks like a title; the columns are: {_listed(p.name for p in profiles)}. "
            "Say which with --map title=COLUMN"
        )
    return max(short, key=lambda p: p.distinct / max(1, len(p.held)) * p.filled).name


def _key(profiles: Sequence[Profile], noun: Noun, others: set[str]) -> str:
    """The id column; "" where none is fit, so that ids are made from titles."""
    whole = [
        p for p in profiles if p.filled > 0.9 and p.distinct >= 0.9 * len(p.held) and p.name not in others
    ]
    named = {spoken(p.name): p.name for p in reversed(whole)}
    for name in ("id", f"{noun.one} id", "item id", "product id", "sku", "asin", "key"):
        if name in named:
            return named[name]
    return next((p.name for p in whole if is_identifier(p.name) and p.links < 0.5), "")


def _decided(  # the order of the questions is the method
    profile: Profile, title: str, key: str, target: str, profiles: Sequence[Profile], noun: Noun
) -> Decision:
    name, role = profile.name, role_of(profile.name)
    if name == title:
        return Decision(name, "title", "mapped" if target else "named or written like a title")
    if name == key:
        return Decision(name, "id", "mapped" if target else "every row has its own value")
    if target in ("alias", "aliases", "original_title") or (role == "original title" and not target):
        return Decision(name, "alias", "another title of the same item")
    if target == "url":
        return Decision(name, "url", "mapped")
    if role == "url" and profile.links > 0.5 and not profile.images > 0.5 and not target:
        return Decision(name, "url", "links to the item's page")
    if not target and counted(spoken(name)) == f"number of {noun.many}":
        return Decision(name, "dropped", f"counts {noun.many}, of which every row is one")
    if not target and (reason := _worthless(profile, role, profiles)):
        return Decision(name, "dropped", reason)
    role = role_of(target) or (target if target in MANNERS else "") if target else role
    slot, why, separator = _slot(profile, role if role in MANNERS else "")
    if target and target not in MANNERS:
        slot = replace(slot, name=identifier(target), label=slot.label if slot.role else spoken(target))
    return Decision(name, "slot", why, slot, separator, truth=profile.boolean)


def _worthless(profile: Profile, role: str, profiles: Sequence[Profile]) -> str:
    """Why a column is left out; "" for one that is kept."""
    if not profile.held:
        return "empty"
    if role == "image" or profile.images > 0.5:
        return "links to images"
    if profile.links > 0.5 and role != "url":
        return "links"
    if is_identifier(profile.name) and role != "language":
        return "an identifier of another system"
    if profile.distinct == 1 and len(profile.held) > 1 and profile.filled > _CONSTANT:
        return f"the same in every row ({profile.texts[0][:40]})"
    if (
        profile.unique
        and profile.numeric == 0
        and profile.share(_like_a_code) > 0.9
        and len(profile.held) > 20
    ):
        return "codes, each different"
    return _said_elsewhere(profile, profiles)


def _said_elsewhere(profile: Profile, profiles: Sequence[Profile]) -> str:
    """Counts that add up to another column, or that run along with an earlier one, say nothing new."""
    if profile.numeric < 0.95 or len(profile.held) < 20:
        return ""
    stem = profile.name.rstrip("0123456789")
    family = [p for p in profiles if p.name.rstrip("0123456789") == stem and p.name[len(stem) :].isdigit()]
    if len(family) >= 3 and stem != profile.name:
        total = np.sum([p.numbers for p in family], axis=0)
        for other in profiles:
            if other not in family and other.numeric > 0.95 and _same(total, other.numbers):
                return f"{', '.join(p.name for p in family[:2])} … add up to {other.name}"
    for other in profiles[:_MOST_COMPARED]:
        if other is profile:
            return ""
        if other.numeric > 0.95 and not is_identifier(other.name):
            if role_of(profile.name) == role_of(other.name) == "votes":
                return f"counts the same crowd as {other.name}"
            if _along(profile.numbers, other.numbers):
                return f"says the same as {other.name}"
    return ""


def _same(left: Numbers, right: Numbers) -> bool:
    both = ~(np.isnan(left) | np.isnan(right))
    return bool(both.any()) and float(np.mean(np.isclose(left[both], right[both], rtol=0.01))) > 0.95


def _along(left: Numbers, right: Numbers) -> bool:
    """Rank correlation above 0.98 (Spearman)."""
    both = ~(np.isnan(left) | np.isnan(right))
    if both.sum() < 20 or np.ptp(left[both]) == 0 or np.ptp(right[both]) == 0:
        return False
    ranks = [np.argsort(np.argsort(column[both], kind="stable"), kind="stable") for column in (left, right)]
    return len(np.unique(left[both])) > 20 and float(np.corrcoef(ranks[0], ranks[1])[0, 1]) > 0.98


def _slot(profile: Profile, role: str) -> tuple[Slot, str, str]:
    said = spoken(profile.name)
    if role == "released" and max(profile.numeric, profile.dated) > 0.9:
        return made_slot("year", "number", role, said), "years or dates", ""
    if profile.boolean:
        return made_slot(said, "category", "", said), "yes or no", ""
    if profile.numeric >= 0.95 and not profile.listed:
        return number_slot(profile, role, said), f"{profile.numeric:.0%} numbers", ""
    if levels := order({text.lower() for text in profile.texts}):
        return replace(made_slot(said, "level", "", said), levels=levels), "words in order", ""
    many, separator = profile.listed or bool(profile.separator), profile.separator
    if role in ("maker", "person"):
        return (
            made_slot(said, "name", role, said, many=many),
            "its name speaks of people or makers",
            separator,
        )
    if role == "description" or (not many and (profile.length > 80 or profile.words > 8)):
        return (
            made_slot(said, "text", role or "description", said),
            f"prose, {profile.length:.0f} characters",
            "",
        )
    if role == "language" and profile.share(_a_language_code) > 0.8:
        return (
            made_slot("language", "category", role, said, many=many),
            "codes of languages, written out",
            separator,
        )
    kept = role if role in ("kind", "topic", "mood", "origin", "place", "features", "language") else ""
    few = len(profile.values) <= 1_000 or profile.repeats >= 10
    short = profile.repeats > 1 and profile.words <= 2  # words that recur, if only a few rows show it
    if few and (profile.repeats >= 2 or kept or short) and profile.named < 0.5:
        why = f"{len(profile.values)} values, each {profile.repeats:.0f} times"
        slot = made_slot(said, "category", kept, said, many=many)
        if kept == "kind":
            slot = replace(slot, values=with_synonyms(profile.values))
        return slot, why, separator
    if profile.named >= 0.5 or profile.repeats >= 1.5 or role == "series":
        why = f"{len(profile.values)} names" if profile.named >= 0.5 else f"{len(profile.values)} values"
        kept = role if role in ("series", "place", "features") else ""
        return made_slot(said, "name", kept, said, many=many), why, separator
    return made_slot(said, "text", "", said), "texts that hardly recur", ""


def _apart(slot: Slot, said: str, taken: set[str]) -> Slot:
    """The slot under a name and a role of its own: a role is held by the first column that has it."""
    if slot.role and f"role {slot.role}" in taken:
        label = counted(said) or singular(said)
        slot = replace(
            slot,
            name=identifier(said),
            label=label,
            role="person" if slot.role == "maker" and "role person" not in taken else "",
            phrase=f"{label} {{}}",
            names=tuple(dict.fromkeys((label, said, *doing(said)[1]))),
            asks=(*doing(said)[0], f"what {label}", f"which {label}"),
            more=(),
            less=(),
            high=(),
            low=(),
            unit="",
            units={},
        )
    name, number = slot.name, 2
    while name in taken or name in RESERVED:
        name, number = f"{slot.name}_{number}", number + 1
    return replace(slot, name=name)


def _like_a_code(cell: object) -> bool:
    text = str(cell)
    return " " not in text and any(char.isdigit() for char in text)


def _a_language_code(cell: object) -> bool:
    return str(cell).strip().lower().replace("_", "-").split("-")[0] in LANGUAGES


def _listed(names: object) -> str:
    found = list(names)  # type: ignore[call-overload]
    return ", ".join(found[:20]) + (f" and {len(found) - 20} more" if len(found) > 20 else "")
