"""Whether a sentence says only what its evidence supports. A closed world: the rest is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recsys import facts, form, framing, levels, marking, names, numbers, quoting, visitor
from recsys.claims import Known, known
from recsys.lexicon import (
    BEING,
    DETERMINERS,
    FREE,
    NEGATIONS,
    NUMBERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT,
    VERBS,
)
from recsys.overlap import Run, runs
from recsys.reading import Clause, Problem, Reading
from recsys.tokens import words
from recsys.types import Evidence, Mark
from recsys.vocabulary import Vocabulary
from retrieval.types import Item, Schema

__all__ = ["Checker", "Mark", "Problem", "Verdict"]

REMEMBERED = 2000
LONG = 6
LOCATIVE = frozenset(("in", "at", "on", "through", "across", "around", "aboard", "of", "near", "under"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`used` are the ids of the evidence that the sentence rests on, in the order of the evidence.

    `marks` say which characters of a supported sentence rest on which of them; () where it is refused.
    """

    supported: bool
    problems: tuple[Problem, ...] = ()
    used: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


class Checker:
    """Built once a catalogue version; checks a sentence in about a millisecond, without any model.

    Every word must be covered: by the item's title, by a name, number, value or level of the evidence in the
    part that the evidence gives it, by the visitor's own words where the sentence says what they asked, by a
    near-verbatim run of the item's prose, or by a closed list of words that claim nothing.
    """

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self._vocabulary = Vocabulary(schema, items)
        self._known: dict[Evidence, Known] = {}

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict:
        """Never raises for any text."""
        read = words(sentence)
        allowed = " ".join((item.title, *(f"{e.text} {e.source} {' '.join(e.titles)}" for e in evidence)))
        if (fault := form.fault(sentence, read, item.title, allowed)) is not None:
            return Verdict(False, (Problem(*fault),))
        reading = Reading(read, item, [self._take(e) for e in evidence], self._vocabulary)
        names.cover_titles(reading)
        framing.cover_idioms(reading)
        names.cover_names(reading)
        asks = visitor.asks(reading)
        for clause in asks:
            visitor.repeat(reading, clause)
        facts.cover_comparisons(reading)
        numbers.cover_numbers(reading)
        values = facts.cover_values(reading, asks)
        levels.cover_levels(reading)
        numbers.cover_relatives(reading)
        _cover_labels(reading)
        _cover_verbatim(reading, values)
        for clause in _clauses(reading, asks):
            _cover_runs(reading, clause, values)
        framing.cover_framing(reading)
        framing.check_contrasts(reading)
        _finish(reading, asks, values)
        quoting.check_quotations(reading, sentence)
        used = tuple(e.id for e in evidence if e.id in reading.used)
        if not used and not reading.problems:
            reading.problems.append(Problem("empty", sentence, "rests on no evidence"))
        if reading.problems:
            return Verdict(False, tuple(reading.problems), used)
        return Verdict(True, (), used, marking.marks(reading, sentence, used))

    def _take(self, evidence: Evidence) -> Known:
        """Evidence taken apart. Kept, as one item's evidence is read for several sentences in a row."""
        found = self._known.get(evidence)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known = {}
            found = self._known[evidence] = known(evidence, self._vocabulary)
        return found


def _cover_labels(reading: Reading) -> None:
    """Words that only name a slot of which something is said ("running time", "mood")."""
    slots = {
        k.slot.name for k in reading.known if k.slot is not None and not k.prose and k.id in reading.used
    }
    said_of = [
        slot for slot in reading.vocabulary.schema.slots if slot.name in slots and slot.kind != "level"
    ]
    labels = frozenset().union(*(reading.vocabulary.labels[slot.name] for slot in said_of))
    judging = frozenset().union(*((*slot.high, *slot.low) for slot in said_of))
    for i, word in enumerate(reading.words):
        plain = word.norm not in NEGATIONS and word.norm not in judging
        if not reading.covered[i] and word.stem in labels and plain:
            reading.cover(i, i + 1, "label")


def _clauses(reading: Reading, asks: list[Clause]) -> list[Clause]:
    """The stretches in which something is said of the item, each on one statement of its prose."""
    found: list[Clause] = []
    start = 0
    inside = {i for clause in asks for i in range(clause.start, clause.end)}
    for i in range(1, len(reading.words) + 1):
        if i == len(reading.words) or reading.stops(i) or ((i in inside) != (i - 1 in inside)):
            if start not in inside:
                found.append(Clause(start, i))
            start = i
    return found


def _cover_verbatim(reading: Reading, values: set[int]) -> None:
    """The longest stretch of each statement of prose, whatever clauses it has within itself."""
    for held in reading.known:
        if not held.prose:
            continue
        found = runs(reading.words, 0, len(reading.words), list(held.text))
        for run in sorted(found, key=lambda run: (run.start - run.end, run.start)):
            if run.end - run.start < LONG or "ask" in reading.covered[run.start : run.end]:
                break
            content = [i for i in range(run.start, run.end) if reading.words[i].norm not in FREE]
            if _fair(reading, run, held, content, values):
                reading.cover(run.start, run.end, "prose", [held.id])
                break


def _cover_runs(reading: Reading, clause: Clause, values: set[int]) -> None:
    """Words taken from a statement: of our own statements any, of the item's prose one run a clause."""

    def pending(start: int, end: int) -> list[int]:
        return [i for i in range(start, end) if not reading.covered[i] and _claims(reading, i)]

    told = "prose" in reading.covered[clause.start : clause.end]
    best: tuple[int, Run, Known] | None = None
    for held in reading.known:
        if not pending(clause.start, clause.end):
            return
        for run in runs(reading.words, clause.start, clause.end, list(held.text)):
            open_ = pending(run.start, run.end)
            content = [i for i in range(run.start, run.end) if reading.words[i].norm not in FREE]
            if not open_:
                continue
            if not held.prose:
                compared = held.counts or held.theirs
                counted = (
                    compared and any(_numeric(reading, i) for i in open_) and not _names(reading, run, held)
                )
                if len(content) >= 2 and not values & set(open_) and not counted:
                    reading.cover(run.start, run.end, "statement", [held.id])
            elif (
                not told
                and _fair(reading, run, held, content, values)
                and (best is None or len(open_) > best[0])
            ):
                best = (len(open_), run, held)
    if best is not None:
        reading.cover(best[1].start, best[1].end, "prose", [best[2].id])


def _numeric(reading: Reading, i: int) -> bool:
    return reading.words[i].number or reading.norm(i) in NUMBERS


def _names(reading: Reading, run: Run, held: Known) -> bool:
    """Whether a run names the other item of its statement: a number is repeated only with whom it is of."""
    titles = [
        reading.words[start:end] for start, end in reading.spans("title") if run.start <= start < run.end
    ]
    return any(tuple(word.stem for word in title) in held.titles for title in titles)


def _claims(reading: Reading, i: int) -> bool:
    norm = reading.norm(i)
    if norm == "too" and reading.ends(i + 1):
        return False
    return norm in NEGATIONS or (norm not in FREE and norm not in reading.vocabulary.noun)


def _fair(reading: Reading, run: Run, held: Known, content: list[int], values: set[int]) -> bool:
    """Whether a run of prose says in its new place what it says in its own."""
    before = reading.norm(run.start - 1)
    if len(content) == 1:
        opened = reading.norm(run.start) in DETERMINERS | PREPOSITIONS or before in DETERMINERS | PREPOSITIONS
        if values & set(content) or not opened or _taken_from_its_noun(reading, run, held):
            return False
    if run.start == 0 or reading.words[run.start].before:
        return True
    if reading.covered[run.start - 1] == "name":
        return False
    if reading.covered[run.start - 1] in ("value", "level") and held.text[run.first].norm not in DETERMINERS:
        return False  # what is so of the item ("a tense") need not be so of who is in its story
    if before not in PREPOSITIONS and reading.vocabulary.cue(reading.words[run.start - 1]):
        return False
    if before in SUBJECT | reading.vocabulary.noun and run.first > 0:
        return held.text[run.first].norm in DETERMINERS
    if before == "in" and reading.norm(run.start - 2) == "set" and run.first > 0:
        near = [word.norm for word in held.text[max(0, run.first - 2) : run.first]]
        return any(norm in LOCATIVE for norm in near)
    return True


def _taken_from_its_noun(reading: Reading, run: Run, held: Known) -> bool:
    """Whether a lone word describes another thing here than in the prose: "a perfect pick" from "a perfect life"."""
    if run.end == len(reading.words) or run.last == len(held.text) or reading.words[run.end].before:
        return False
    theirs, ours = held.text[run.last], reading.norm(run.end)
    plain = DETERMINERS | PREPOSITIONS | RELATIVES | BEING | VERBS | {"and", "or", "but", "as", "so", "while"}
    return (
        not theirs.before and theirs.norm not in FREE and ours not in plain and not _claims(reading, run.end)
    )


def _finish(reading: Reading, asks: list[Clause], values: set[int]) -> None:
    """Refuses what is left, and what only looks supported."""
    names.check_titles(reading)
    for clause in asks:
        if visitor.unasked(reading, clause):
            reading.refuse("visitor", clause.start - 1, clause.end, "what stands beside it was not asked")
        met = {k.id for k in reading.known if k.said and k.kind in ("said", "people")}
        for i in range(clause.start, clause.end):
            plain = reading.covered[i] in ("name", "number", "value", "level", "comparison", "prose")
            if plain and not reading.resting.get(i, set()) & met:
                reading.refuse("visitor", i, i + 1, "the visitor did not ask for that")
    for i, word in enumerate(reading.words):
        acts = word.norm in VERBS and i and reading.covered[i] != "prose" and not word.before
        if acts and reading.covered[i - 1] == "prose":
            reading.refuse("relation", i - 1, i + 1, "joins what the evidence does not join")
        if reading.covered[i]:
            continue
        if word.norm in NEGATIONS:
            reading.refuse("negation", i, i + 1, "no evidence denies this")
        elif _claims(reading, i):
            kind, why = _unknown(reading, i, values)
            reading.refuse(kind, i, i + 1, why)
        elif word.capital and i and not word.before and _is_title(reading, i):
            reading.refuse("title", i, i + 1, "is a title that no evidence names")


def _is_title(reading: Reading, i: int) -> bool:
    size, _ = reading.vocabulary.titles.at(reading.words, i)
    return size > 0 and reading.words[i].text not in ("I", "A")


def _unknown(reading: Reading, i: int, values: set[int]) -> tuple[str, str]:
    word, vocabulary = reading.words[i], reading.vocabulary
    if word.number:
        return "number", "no evidence has this number, so compared and in this unit"
    if i in values:
        return "value", "no evidence says so of the item"
    if vocabulary.levels.at(reading.words, i)[0]:
        return "level", "no evidence has this level"
    if word.norm in vocabulary.comparing:
        return "comparison", "no evidence compares so"
    if word.capital and i:
        known_to_us = vocabulary.names.at(reading.words, i)[0] or vocabulary.titles.at(reading.words, i)[0]
        return (
            "name",
            f"{'is of the catalogue, but' if known_to_us else 'is known to us from nowhere, and'} not in evidence",
        )
    return "word", "no evidence says so"
