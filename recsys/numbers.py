"""What a sentence says in numbers: of the item, of another that it is compared with, or of what others said."""

from __future__ import annotations

from collections.abc import Iterable

from recsys.claims import Known
from recsys.lexicon import ASKING, LIKING, LINKS, LOVING, MEASURING, TALKING, VISITOR
from recsys.quantities import Quantity, quantities
from recsys.reading import Reading
from retrieval.types import Slot

AGAINST = frozenset(("against", "versus", "vs"))
OF = frozenset(("of", "in"))


def cover_numbers(reading: Reading) -> None:
    """Numbers that are true of a number in the evidence; what only says that they are measured goes with them."""
    vocabulary = reading.vocabulary
    for quantity in quantities(reading.words, vocabulary.units, vocabulary.comparing):
        if any(reading.covered[quantity.start : quantity.end]):
            continue
        if (owners := _owners(reading, quantity)) is not None:
            if ids := [known.id for known in owners if _theirs(quantity, known, reading)]:
                beside = quantity.start - (reading.norm(quantity.start - 1) in AGAINST)
                reading.cover(beside, quantity.end, "number", ids)
            else:
                reading.refuse("number", quantity.start, quantity.end, "no evidence says so of the other one")
            continue
        if _beside_you(reading, quantity) and not _asked(reading, quantity):
            continue
        if ids := [known.id for known in reading.known if _true(quantity, known, reading)]:
            reading.cover(quantity.start, quantity.end, "number", ids)
            before = quantity.start - 1 - (reading.norm(quantity.start - 1) in ("to", "for", "from"))
            if reading.norm(before) in MEASURING:
                reading.cover(before, before + 1, "label")
        elif ids := [known.id for known in reading.known if _counted(quantity, known, reading)]:
            reading.cover(quantity.start, quantity.end, "number", ids)
        elif _beside_you(reading, quantity) and (ids := _asked(reading, quantity)):
            reading.cover(quantity.start, quantity.end, "ask", ids)
    _cover_talk(reading)


def _true(quantity: Quantity, known: Known, reading: Reading) -> bool:
    if known.slot is None or known.slot.kind != "number" or known.number is None:
        return False
    factors = dict(reading.vocabulary.units.get(quantity.unit, ()))
    if quantity.unit and known.slot.name not in factors:
        return False
    factor = factors.get(known.slot.name, 1.0)
    if not quantity.unit and known.slot.unit:
        # A bare number is one of the unit in which the visitor asked for that very number.
        asked = [one for one in known.asked if one.value == quantity.value]
        if not asked:
            return False
        factor = dict(reading.vocabulary.units.get(asked[0].unit, ())).get(known.slot.name, 1.0)
    if not quantity.unit and _other_slot(quantity, known.slot, reading):
        return False
    return quantity.holds(known.number, factor)


def _other_slot(quantity: Quantity, slot: Slot, reading: Reading) -> bool:
    """Whether the words just before a bare number name another number's slot ("rated 2004")."""
    before = {word.stem for word in reading.words[max(0, quantity.start - 3) : quantity.start]}
    labels = reading.vocabulary.labels
    others = [s.name for s in reading.vocabulary.schema.of_kind("number") if s.name != slot.name]
    mine = labels[slot.name]
    return any((labels[name] - mine) & before for name in others) and not mine & before


def _owners(reading: Reading, quantity: Quantity) -> list[Known] | None:
    """The evidence on the other item of which a number is said: "Heat (170 min)", "80 € at Heat", "against 80"."""
    if reading.norm(quantity.start - 1) in AGAINST:
        compared = [known for known in reading.known if known.theirs]
        # A bare number that is nobody's need be no comparison: "traps against two burglars".
        measured = quantity.unit or any(_theirs(quantity, known, reading) for known in compared)
        return compared if compared and measured else None
    j = quantity.start - 1
    while reading.norm(j) in LINKS or (reading.norm(j) in LIKING | LOVING | ASKING and _you(reading, j - 1)):
        j -= 1
    signs = "".join(word.before for word in reading.words[j + 1 : quantity.start + 1])
    signs = signs.removesuffix("-").removesuffix("−")  # the number's own
    apart = set(signs) - {"(", ","} or ("," in signs and j + 1 == quantity.start)
    behind = quantity.end + (reading.norm(quantity.end) in ("at", "for", "of"))
    for start, end in reading.spans("title"):
        if (end == j + 1 and not apart) or (start == behind and behind > quantity.end):
            title = tuple(word.stem for word in reading.words[start:end])
            return [known for known in reading.known if title in known.titles]
    return None


def _you(reading: Reading, i: int) -> bool:
    return reading.norm(i) == "you"


def _theirs(quantity: Quantity, known: Known, reading: Reading) -> bool:
    """Whether the evidence gives just this number for the item that it compares with."""
    units = reading.vocabulary.units
    for given in known.theirs:
        mine, slots = dict(units.get(quantity.unit, ())), dict(units.get(given.unit, ()))
        shared = mine.keys() & slots.keys()
        bare = not quantity.unit or (not mine and quantity.unit == given.unit)
        if quantity.op == "=" and (
            (bare and quantity.value == given.value)
            or any(abs(quantity.value * mine[slot] - given.value * slots[slot]) < 1e-6 for slot in shared)
        ):
            return True
    return False


def _beside_you(reading: Reading, quantity: Quantity) -> bool:
    """Whether it is the visitor of whom it is said: "since 1977 you wanted", "the two hours you set"."""
    after = reading.words[quantity.end : quantity.end + 1]
    return any(word.norm in VISITOR and not word.before for word in after)


def _asked(reading: Reading, quantity: Quantity) -> list[str]:
    """The evidence in which the visitor asked for that number."""
    return [k.id for k in reading.known if k.said and any(one.value == quantity.value for one in k.asked)]


def _counted(quantity: Quantity, known: Known, reading: Reading) -> bool:
    """Whether it is how many named the item (n), or of how many (m): "n of the m conversations"."""
    if known.counts is None or quantity.unit or quantity.op != "=":
        return False
    times, of = known.counts
    before = quantity.start - 1
    while reading.norm(before) in ("the", "all", "those"):
        before -= 1
    if titles := [(start, end) for start, end in reading.spans("title")]:
        near = min(titles, key=lambda span: min(abs(span[0] - quantity.end), abs(quantity.start - span[1])))
        if tuple(word.stem for word in reading.words[near[0] : near[1]]) not in known.titles:
            return False
    if quantity.value == of and reading.norm(before) in OF:
        return True
    return quantity.value == times and reading.norm(before) != "of"


def cover_relatives(reading: Reading) -> None:
    """ "long", "cheap", "old enough": beside its number, or where that was asked or is said by comparison."""
    for i, word in enumerate(reading.words):
        if reading.covered[i]:
            continue
        for known in reading.known:
            slot = known.slot
            if slot is None or slot.kind != "number" or word.norm not in (*slot.high, *slot.low):
                continue
            beside = (
                i > 0 and reading.covered[i - 1] == "number" and known.id in reading.resting.get(i - 1, ())
            )
            if beside or _relatively(known, slot, word.norm):
                reading.cover(i, i + 1 + (reading.norm(i + 1) == "enough"), "number", [known.id])


def _relatively(known: Known, slot: Slot, norm: str) -> bool:
    """Whether the visitor asked for a bound in that direction, or in that word; or a comparison goes there."""
    high = norm in slot.high
    if known.kind == "said":
        signs = (">", ">=") if high else ("<", "<=")
        return any(one.op in signs for one in known.asked) or norm in {word.norm for word in known.source}
    text = " ".join(word.norm for word in known.text)
    return any(f"{phrase} than" in text for phrase in (slot.more if high else slot.less))


def _cover_talk(reading: Reading) -> None:
    """The words for what other people did, where the evidence counts it."""
    counted: Iterable[Known] = (known for known in reading.known if known.counts and known.id in reading.used)
    for known in counted:
        for i, word in enumerate(reading.words):
            if not reading.covered[i] and word.norm in TALKING:
                reading.cover(i, i + 1, "label", [known.id])
