"""What a reason may rest on: what was said and is met, what is shared, what is so, what speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from recsys import phrases
from recsys.community import fits_the_talk, known_and_rated, learned
from recsys.dialogues import Utterance
from recsys.drawbacks import against
from recsys.features import POPULARITY_ROLES
from recsys.grounds import Case, Grounds
from recsys.likeness import people, shared
from recsys.shares import Shares, within
from recsys.statements import (
    broken,
    predicate_or_lack,
    quoted,
    said_values,
    wished_values,
)
from recsys.types import Evidence, Preferences, Recommendation
from retrieval.types import Item, Schema

__all__ = ["broken", "gather", "predicate_or_lack", "quoted"]

DESCRIPTIVE_ROLES = ("kind", "topic", "mood", "maker", "released", "person")
CLOSE_IN_MEANING = 0.35


def gather(
    recommendation: Recommendation,
    preferences: Preferences,
    schema: Schema,
    limit: int = 10,
    grounds: Grounds | None = None,
    pool: Sequence[Item] = (),
) -> tuple[Evidence, ...]:
    """At most `limit` statements about a recommended item, with ids e1, e2 …, each with how much it moved the score.

    In the order in which they are read: what the visitor said and the item meets, what it shares with liked items
    and whose people were spoken of; its own facts; how it stood in the ranking and with other people; last what
    speaks against it. What moved the score most is chosen, but that one descriptive fact and the beginning of its
    prose are always among them (where it has any, and limit ≥ 2). `grounds` are those of the ranking, the usual
    weights without them; `pool` are the candidates among which it was ranked.
    """
    item = recommendation.item
    case = Case.of(recommendation, preferences, schema, grounds or Grounds(Shares(schema)), pool)
    alike = list(shared(case))
    asked = [*_met(case), *_wishes(case), *(e for e in alike if e.kind == "liked"), *people(case)]
    asked.sort(key=lambda evidence: (-evidence.moved, evidence.kind != "said"))
    asked = _said_first(asked)
    prose = list(_prose(item, schema))
    facts = list(_facts(item, schema, {evidence.slot for evidence in asked}))
    unfit = list(against(case))
    ranked = [*_close(case), *(e for e in alike if e.kind == "model"), *fits_the_talk(case)]
    ranked = sorted((*ranked, *learned(case), *known_and_rated(case)), key=lambda e: -e.moved)
    # What matters most is taken first; what is taken is then put into the order in which it is read.
    wanted = [*prose[:1], *facts[:1], *asked[:2], *unfit[:1]]
    wanted += [*asked[2:4], *ranked[:2], *asked[4:], *unfit[1:], *ranked[2:], *facts[1:], *prose[1:]]
    chosen = {id(evidence) for evidence in wanted[: max(limit, 0)]}
    ordered = [e for e in (*asked, *facts, *prose, *ranked, *unfit) if id(e) in chosen]
    return tuple(replace(evidence, id=f"e{i}") for i, evidence in enumerate(ordered, start=1))


def _said_first(asked: list[Evidence]) -> list[Evidence]:
    """One statement of each kind in turn, so that neither the words nor the likes crowd the other out."""
    said = [evidence for evidence in asked if evidence.kind == "said"]
    liked = [evidence for evidence in asked if evidence.kind != "said"]
    return [*said[:1], *liked[:1], *said[1:], *liked[1:]]


def _met(case: Case) -> Iterator[Evidence]:
    for constraint in case.preferences.constraints:
        slot = case.slot(constraint.slot)
        if slot is None or slot.kind == "text" or not constraint.holds(case.item):
            continue
        if values := said_values(case.item, slot, constraint):
            does = predicate_or_lack(slot, values, case.schema)
            text = f"you asked for {quoted(constraint.source)} and it {does}"
            yield Evidence("", "said", text, slot.name, values, (), constraint.source)


def _wishes(case: Case) -> Iterator[Evidence]:
    moved = within(max(case.part("wishes"), 0.0), case.of_wishes)
    for n, wish in enumerate(case.preferences.soft):
        slot = case.slot(wish.slot)
        if slot is None or slot.kind == "text" or case.met(n) is not True:
            continue
        values = wished_values(case.item, wish, slot)
        text = f"you wished for {quoted(wish.source)} and it {predicate_or_lack(slot, values, case.schema)}"
        yield Evidence("", "said", text, slot.name, values, (), wish.source, moved.get(n, 0.0))


def _facts(item: Item, schema: Schema, told: set[str]) -> Iterator[Evidence]:
    """The item's own facts, the most descriptive first; not those already told."""
    order = {role: i for i, role in enumerate(DESCRIPTIVE_ROLES)}
    slots = [
        s for s in schema.slots if s.kind != "text" and s.name not in told and s.role not in POPULARITY_ROLES
    ]
    first = sorted(slots, key=lambda slot: order.get(slot.role, len(order)))
    for slot in first:
        if slot.role == "content" or not (values := phrases.words_of(item, slot)[:3]):
            continue
        text = f"it {phrases.predicate(slot, values, schema)}"
        yield Evidence("", "fact", text, slot.name, values, (), "catalogue")


def _prose(item: Item, schema: Schema) -> Iterator[Evidence]:
    for slot in schema.of_kind("text"):
        for text in item.texts(slot.name):
            for sentence in phrases.sentences(text, 2):
                yield Evidence("", "fact", sentence, slot.name, (sentence,), (), "catalogue")


def _close(case: Case) -> Iterator[Evidence]:
    """That its text is near to what is left of the words once all that has a name in the catalogue is taken out."""
    words, moved = case.preferences.words.strip(), case.part("words")
    if words and moved >= CLOSE_IN_MEANING:
        said = phrases.listed([quoted(one) for one in _as_said(words, case.preferences.conversation)])
        yield Evidence(
            "", "model", f"its description is close in meaning to {said}", "", (), (), words, moved
        )


def _as_said(words: str, conversation: Sequence[Utterance]) -> list[str]:
    """The words in runs as they were said, "heist" and "funny" of "a heist film that is funny"; whole where they
    are not found in what was said."""
    heard = [f" {' '.join(one.text.split())} ".casefold() for one in conversation if one.role == "seeker"]
    runs: list[str] = []
    for word in words.split():
        longer = f"{runs[-1]} {word}" if runs else word
        if runs and any(longer.casefold() in said for said in heard):
            runs[-1] = longer
        elif any(word.casefold() in said for said in heard):
            runs.append(word)
        else:
            return [words]
    return runs
