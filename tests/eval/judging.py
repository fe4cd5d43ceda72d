"""Comparing a parse, or a state, with what it should be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.types import DialogueState, Mention, UserAct
from retrieval.types import Constraint
from tests.eval.bank import Exchange, Row, constraints

Facts = frozenset[tuple[object, ...]]
MENTIONS = ("liked", "disliked", "like_this")
NOTHING: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """One utterance judged by the reading that comes nearest: wanted and got, field by field."""

    row: Row
    got: UserAct
    reading: Mapping[str, Any]
    act_right: bool
    wanted: Mapping[str, Facts]
    found: Mapping[str, Facts]

    @property
    def wrong(self) -> tuple[str, ...]:
        fields = () if self.act_right else ("act",)
        return (*fields, *(name for name in self.wanted if self.wanted[name] != self.found[name]))

    @property
    def exact(self) -> bool:
        return not self.wrong


def judge(row: Row, got: UserAct) -> Judged:
    judged = [_against(row, got, reading) for reading in row.readings]
    return min(judged, key=lambda j: (len(j.wrong), sum(len(j.wanted[n] ^ j.found[n]) for n in j.wanted)))


def _against(row: Row, got: UserAct, reading: Mapping[str, Any]) -> Judged:
    acts = reading["act"] if isinstance(reading["act"], list) else [reading["act"]]
    wanted, found = _wanted(reading), _found(got, reading)
    return Judged(row, got, reading, got.act.value in acts, wanted, found)


def _wanted(reading: Mapping[str, Any]) -> dict[str, Facts]:
    facts: dict[str, Facts] = {
        "constraints": as_facts(constraints(reading.get("constraints", ()))),
        "soft": frozenset((s["slot"], s["value"], s["sign"]) for s in reading.get("soft", ())),
        "critiques": frozenset(_critique(c, c.get("item_id", "")) for c in reading.get("critiques", ())),
        "missing": frozenset((plain(text),) for text in reading.get("missing", ())),
        "dropped": frozenset((plain(text),) for text in reading.get("dropped", ())),
        "wanted_count": frozenset((n,) for n in [reading.get("wanted_count")] if n is not None),
    }
    for name in (*MENTIONS, "rejected", "items", "slots"):
        facts[name] = frozenset((x,) for x in reading.get(name, ()))
    if reading.get("soft_any"):
        facts["soft"] = NOTHING
    return facts


def _found(got: UserAct, reading: Mapping[str, Any]) -> dict[str, Facts]:
    named = {c["item_id"] for c in reading.get("critiques", ()) if "item_id" in c}
    facts: dict[str, Facts] = {
        "constraints": as_facts(got.constraints),
        "soft": frozenset((s.slot, s.value, "+" if s.weight > 0 else "-") for s in got.soft),
        "critiques": frozenset(
            (c.slot, c.direction, c.value, c.item_id if c.item_id in named else "") for c in got.critiques
        ),
        "missing": frozenset((plain(m.text),) for m in got.missing),
        "dropped": frozenset((plain(text),) for text in got.dropped),
        "wanted_count": frozenset((n,) for n in [got.wanted_count] if n is not None),
        "rejected": frozenset((x,) for x in got.rejected),
        "items": frozenset((x,) for x in got.items),
        "slots": frozenset((x,) for x in got.slots),
    }
    for name in MENTIONS:
        facts[name] = frozenset((m.item_id,) for m in getattr(got, name))
    if reading.get("soft_any"):
        facts["soft"] = NOTHING
    return facts


def wrong_in_state(exchange: Exchange, state: DialogueState) -> tuple[str, ...]:
    """The parts of the state that are not as the turn expects, each as "name: wanted … got …"."""
    free, want = exchange.free_slots, exchange.state
    pairs: dict[str, tuple[Facts, Facts]] = {
        "constraints": (
            as_facts(c for c in constraints(want["constraints"]) if c.slot not in free),
            as_facts(c for c in state.constraints if c.slot not in free),
        )
    }
    for name in MENTIONS:
        have: tuple[Mention, ...] = getattr(state, name)
        pairs[name] = frozenset((x,) for x in want[name]), frozenset((m.item_id,) for m in have)
    must = frozenset((x,) for x in want.get("rejected_includes", ()))
    pairs["rejected"] = must, must & {(x,) for x in state.rejected}
    return tuple(f"{name}: {difference(w, g)}" for name, (w, g) in pairs.items() if w != g)


def as_facts(held: Iterable[Constraint]) -> Facts:
    """Constraints without their sources; the values of "in" in no order."""
    return frozenset(
        (c.slot, c.op, frozenset(c.value) if isinstance(c.value, tuple) else _number(c.value)) for c in held
    )


def difference(wanted: Facts, got: Facts) -> str:
    lacking, extra = _shown(wanted - got), _shown(got - wanted)
    return " ".join([*(f"lacks {lacking}" for _ in [0] if lacking), *(f"has {extra}" for _ in [0] if extra)])


def plain(text: str) -> str:
    """Lower case, no punctuation, no leading article: two ways to write the same name."""
    return re.sub(r"^(the|a|an) ", "", " ".join(re.findall(r"\w+", text.casefold())))


def _critique(record: Mapping[str, Any], item_id: str) -> tuple[object, ...]:
    return record["slot"], record["direction"], record.get("value", ""), item_id


def _number(value: object) -> object:
    return float(value) if isinstance(value, int | float) else value


def _shown(facts: Collection[tuple[object, ...]]) -> str:
    def one(part: object) -> str:
        if isinstance(part, float) and part.is_integer():
            return str(int(part))
        return "|".join(sorted(map(str, part))) if isinstance(part, frozenset) else str(part)

    return ", ".join(sorted(" ".join(one(part) for part in fact if part != "") for fact in facts))
