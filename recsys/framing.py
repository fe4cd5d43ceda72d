"""Words that frame what is said, and hold only where the evidence is of that sort: "the catch", "another", "all"."""

from __future__ import annotations

from collections.abc import Callable

from recsys.claims import Known
from recsys.lexicon import ASKING, CAVEATS, EVERYTHING, IDIOMS, RETURNING, TICKING
from recsys.reading import Reading

LONGEST = max(len(idiom) for idiom in IDIOMS)
NEAR = 8
CONTRASTING = frozenset(("though", "although"))


def cover_idioms(reading: Reading) -> None:
    """Phrases that claim nothing, before their words are looked at one by one."""
    for i in range(len(reading.words)):
        for size in range(LONGEST, 0, -1):
            here = tuple(word.norm for word in reading.words[i : i + size])
            if len(here) == size and here in IDIOMS and not any(reading.covered[i : i + size]):
                reading.cover(i, i + size, "idiom")
                break


def cover_framing(reading: Reading) -> None:
    """After all claims are covered: what is said of them as a whole."""
    used = [known for known in reading.known if known.id in reading.used]
    unmet = any(known.kind == "against" and known.said for known in reading.known)
    met = any(known.kind == "said" for known in used)
    for i, word in enumerate(reading.words):
        if reading.covered[i]:
            continue
        drawback = word.norm in CAVEATS and any(known.kind == "against" for known in used)
        shared = word.norm in RETURNING and _near(reading, i, lambda known: known.kind == "liked")
        whole = word.norm in EVERYTHING | TICKING and met and not unmet and "visitor" in reading.covered
        # "which is not what you wanted"
        amiss = word.norm == "not" and _asked_behind(reading, i) and any(k.kind == "against" for k in used)
        if drawback or shared or whole or amiss:
            reading.cover(i, i + 1, "frame")


def _asked_behind(reading: Reading, i: int) -> bool:
    """Whether "what you wanted", "as you asked" or the like stands right behind word i."""
    behind = i + 1 + (reading.norm(i + 1) in ("quite", "exactly", "just"))
    return reading.norm(behind) in ("what", "as", "the") and reading.norm(behind + 1) == "you"


def _near(reading: Reading, i: int, fits: Callable[[Known], bool]) -> bool:
    """Whether what is said of the item next to word i rests on such evidence."""
    ids = {known.id for known in reading.known if fits(known)}
    places = [j for j in range(i + 1, min(i + NEAR, len(reading.words))) if reading.resting.get(j)]
    places += [j for j in range(i - 1, max(i - NEAR, -1), -1) if reading.resting.get(j)]
    told = [j for j in places if reading.covered[j] not in ("title", "visitor", "ask")]
    return bool(told) and bool(reading.resting[told[0]] & ids)


def check_contrasts(reading: Reading) -> None:
    """ "Though you asked for …" holds only of what the evidence says is not as it was asked."""
    adverse = {known.id for known in reading.known if known.kind == "against"}
    for i in range(len(reading.words)):
        if reading.norm(i) not in CONTRASTING or reading.norm(i + 1) != "you":
            continue
        end = i + 2
        while end < len(reading.words) and not reading.stops(end):
            end += 1
        rests = set().union(*(reading.resting.get(j, set()) for j in range(i + 2, end)))
        if reading.norm(i + 2) in ASKING and rests and not rests & adverse:
            reading.refuse("visitor", i, end, "what was asked speaks for it, not against it")
