"""What was asked and what the item has for it, in one sentence; and what it lacks, as openly."""

from __future__ import annotations

from collections.abc import Sequence

from recsys import phrases
from recsys.evidence import predicate_or_lack, quoted
from recsys.tokens import words
from recsys.types import Evidence
from retrieval.types import Item, Schema

MOST = 3
MIND = "Mind that"
# An ask that begins so is no noun that one could ask for: "hate musicals", "don't want war".
_NO_NOUN = frozenset(("don't", "dont", "do", "hate", "dislike", "can't", "never", "avoid", "without", "not"))


def answered(
    met: Sequence[Evidence], item: Item, turn: int, schema: Schema
) -> tuple[str, tuple[Evidence, ...]]:
    """The first few wishes and how the item meets them; ("", ()) without any.

    Where the item's values only say the visitor's words again, the words are not quoted beside them.
    """
    # What it has says more than what it has not.
    told = sorted(met, key=_lacking)[:MOST]
    if told and not _lacking(told[0]):
        told = [e for e in told if not _lacking(e)] + [e for e in told if _lacking(e)][:1]
    if not told:
        return "", ()
    does, topic = _does(told, schema)
    asks, nouns = _asks(told)
    graded = any(_graded(e, schema) for e in told)
    if not graded and (not asks or not nouns or turn % 3 == 0 or all(_echoes(e) for e in told)):
        subject = ("It", item.title)[turn // 3 % 2]
        return _sentence(topic or f"{subject} {does}") + ", as you asked.", tuple(told)
    if not nouns:
        return f"You said {asks}, and it {does}.", tuple(told)
    clause = topic or f"{('it', item.title)[turn % 2]} {does}"
    forms = (f"You asked for {asks}, and {clause}.", f"You wanted {asks}: {clause}.")
    return forms[turn // 3 % 2], tuple(told)


def _does(told: Sequence[Evidence], schema: Schema) -> tuple[str, str]:
    """What follows "it"; and, where it is only about topics, the clause that says so better."""
    grouped: dict[tuple[str, str], tuple[str, ...]] = {}
    for e in told:
        # Each thing that it has not is denied by itself.
        key = (e.slot, e.values[0] if _lacking(e) else "")
        grouped[key] = tuple(dict.fromkeys((*grouped.get(key, ()), *e.values)))
    does = [predicate_or_lack(schema.slot(slot), values, schema) for (slot, _), values in grouped.items()]
    (slot, lacking), values = next(iter(grouped.items()))
    topic = schema.slot(slot)
    alone = len(grouped) == 1 and not lacking and topic.role == "topic" and not topic.told
    return phrases.predicates(does), phrases.topics(topic, values) if alone else ""


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def _lacking(evidence: Evidence) -> bool:
    return all(value.startswith("not ") for value in evidence.values)


def _echoes(evidence: Evidence) -> bool:
    said = {word.stem for word in words(evidence.source)}
    return {word.stem for value in evidence.values for word in words(value)} - {"not"} <= said


def _graded(evidence: Evidence, schema: Schema) -> bool:
    """Whether it is a matter of degree that the wish is met ("nothing scary": mild scares), for them to judge."""
    slot = schema.slot(evidence.slot)
    return slot.kind == "level" and evidence.values[0] != slot.levels[0] and not _echoes(evidence)


def _asks(told: Sequence[Evidence]) -> tuple[str, bool]:
    """The wishes in the visitor's words, each once; and whether they are things that one asks for."""
    sources = list(dict.fromkeys(e.source for e in told if not _lacking(e)))
    whole = [one for one in sources if not any(one != other and one in other for other in sources)]
    nouns = all((read := words(one)) and read[0].norm not in _NO_NOUN for one in whole)
    return phrases.listed([quoted(one) for one in whole]), bool(nouns)


def mind(against: Evidence, schema: Schema) -> str:
    """What speaks against the item, said as openly as what speaks for it."""
    text = against.text.strip().rstrip(".")
    if against.titles or not against.slot:
        return f"{MIND}{',' if text.startswith('like ') else ''} {text}." if text else ""
    slot = schema.slot(against.slot)
    does = (
        f"it {predicate_or_lack(slot, against.values, schema)}"
        if against.values
        else f"its {slot.label} is not known"
    )
    return f"{MIND} {does}, though you asked for {quoted(against.source)}."
