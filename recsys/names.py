"""Titles and names in a sentence: who and what is named, and in which part."""

from __future__ import annotations

from recsys.claims import Known
from recsys.facts import denial
from recsys.lexicon import DETERMINERS, VERBS
from recsys.reading import Reading
from recsys.tokens import breaks, stems

MAKING = frozenset(("mak", "creat", "write", "writ"))
JOINING = DETERMINERS | {"and", "both", "also"}
BESIDE_ANOTHER = frozenset(("like", "than", "liked", "loved", "named", "mentioned", "enjoyed", "with"))


def cover_titles(reading: Reading) -> None:
    """The item's own title needs no evidence; another's title must be named by some."""
    own, others = reading.own_titles(), {title for known in reading.known for title in known.titles}
    both = own & others
    for start, end, phrase in reading.where(
        own | others | {title[1:] for title in own | others if _bare(title)}
    ):
        if any(reading.covered[start:end]) or not _written(reading, start):
            continue
        if _named_so(reading, start, phrase):
            continue
        full = phrase if phrase in own | others else ("the", *phrase)
        # Two items of one title: beside "like" and "than" stands the other one.
        other = full not in own or (full in both and reading.norm(start - 1) in BESIDE_ANOTHER)
        ids = [known.id for known in reading.known if full in known.titles]
        reading.name(start, end, "title" if other else "own", ids if other else ())


def _named_so(reading: Reading, start: int, phrase: tuple[str, ...]) -> bool:
    """Whether what reads like a title is claimed as a name that the item has ("in the series Camel Club")."""
    having = {k.slot.name for k in reading.known if k.slot and k.slot.kind == "name" and phrase in k.have}
    return bool(having & _announced(reading, start))


def _bare(title: tuple[str, ...]) -> bool:
    return title[:1] == ("the",) and len(title) > 1


def _written(reading: Reading, start: int) -> bool:
    """Whether a word is written as a title begins, not as the common word it may also be."""
    word = reading.words[start]
    return word.capital or word.number or reading.item.title.startswith(word.text)


def check_titles(reading: Reading) -> None:
    """Nothing may be said of another item but what its evidence says. After all claims are covered."""
    for start, end in reading.spans("title"):
        if not (start == 0 or breaks(reading.words, start) or _subject(reading, end)):
            continue
        if _recites(reading, start):
            continue
        phrase = tuple(word.stem for word in reading.words[start:end])
        ids = {k.id for k in reading.known if phrase in k.titles}
        i = end
        while i < len(reading.words) and not (i > end and (breaks(reading.words, i) or reading.stops(i))):
            if reading.resting.get(i) and not reading.resting[i] & ids:
                reading.refuse(
                    "subject", start, i + 1, f"said of {reading.text(start, end)}, not of the item"
                )
                break
            i += 1


def _recites(reading: Reading, start: int) -> bool:
    """Whether a whole statement of the item's prose begins here, word for word: its subject is its own."""
    return any(
        k.prose
        and k.text
        and [w.norm for w in k.text] == [w.norm for w in reading.words[start : start + len(k.text)]]
        for k in reading.known
    )


def _subject(reading: Reading, end: int) -> bool:
    if end >= len(reading.words):
        return False
    following = reading.words[end]
    if following.before:
        return "(" in following.before
    if following.norm in ("which", "that", "who"):
        return reading.norm(end + 1) != "you"
    return following.norm in VERBS or following.owner


def cover_names(reading: Reading) -> None:
    """Names of the evidence, each in the part that the evidence gives it."""
    held: dict[tuple[str, ...], list[Known]] = {}
    for known in reading.known:
        if known.slot is not None and known.slot.kind == "name":
            for name in known.have:
                held.setdefault(name, []).append(known)
                if len(name) > 1 and len(name[-1]) > 2:
                    held.setdefault(name[-1:], []).append(known)
    _cover_denied(reading)
    for start, end, name in reading.where(held):
        if any(reading.covered[start:end]):
            continue
        surname = len(name) == 1 and not any(name in k.have for k in held[name])
        if surname and not reading.words[start].capital:
            continue
        reading.name(start, end, "name", [k.id for k in held[name]])
    for start, end in reading.spans("name"):
        slots = {
            k.slot.name
            for k in reading.known
            if k.slot is not None and k.id in reading.resting.get(start, set())
        }
        _check_part(reading, start, end, slots)


def _cover_denied(reading: Reading) -> None:
    """ "not with X" where X is known to be lacking in just that part."""
    lacked = {
        name: k for k in reading.known if k.slot is not None and k.slot.kind == "name" for name in k.lack
    }
    for start, end, name in reading.where(lacked):
        slot = lacked[name].slot
        at = denial(reading, start)
        if at is None or slot is None or any(reading.covered[at:end]):
            continue
        part = reading.vocabulary.cue(reading.words[start - 1]) or frozenset(
            cue for word in reading.words[at + 1 : start] for cue in reading.vocabulary.cue(word)
        )
        if not part or slot.name in part:
            reading.cover(at, end, "denied", [lacked[name].id])


def _check_part(reading: Reading, start: int, end: int, slots: set[str]) -> None:
    """Refuses a name in a part that the evidence does not give it, or doing what it does not say."""
    if any(_closed(reading, end, slot) for slot in slots):
        return
    if (titled := _works(reading, end)) is not None and not titled & reading.resting.get(start, set()):
        reading.refuse("relation", start, end, "no evidence says that they are of that one too")
        return
    if reading.norm(start - 1) == "about" and not any(_about(reading, slot) for slot in slots):
        reading.refuse("relation", start - 1, end, "no evidence says that it is about them")
        return
    left = _announced(reading, start)
    right = frozenset() if left else _doing(reading, end)
    for claimed in (left, right):
        if claimed and not claimed & slots:
            reading.refuse(
                "relation", start, end, f"no evidence names them as {' or '.join(sorted(claimed))}"
            )
            return
    roles = {slot.role for slot in reading.vocabulary.schema.slots if slot.name in slots}
    if reading.words[end - 1].owner and roles == {"person"} and not left:
        reading.refuse("relation", start, end, "no evidence says that it is theirs")
    elif end < len(reading.words) and not reading.words[end].before and not right:
        following = reading.norm(end)
        acts = following in VERBS and not left and not (following == "makes" and "maker" in roles)
        odd = following in ("who", "plays", "play") or (
            following == "as" and not _labelled(reading, end + 1, slots)
        )
        if odd or acts:
            reading.refuse("relation", start, end + 1, "no evidence says what they do")


def _works(reading: Reading, end: int) -> set[str] | None:
    """The evidence on another title that is said to be somebody's work ("X made Heat"); None where it is not said."""
    i = end + (reading.norm(end) in ("also", "both"))
    made = i < len(reading.words) and (
        reading.vocabulary.cue(reading.words[i]) or reading.words[i].stem in MAKING
    )
    if not made or reading.words[i].before or reading.norm(i + 1) == "by":
        return None
    for start, stop in reading.spans("title"):
        between = range(i + 1, start)
        if start > i and all(reading.covered[j] == "own" or reading.norm(j) in JOINING for j in between):
            title = tuple(word.stem for word in reading.words[start:stop])
            return {known.id for known in reading.known if title in known.titles}
    return None


def _about(reading: Reading, name: str) -> bool:
    slot = reading.vocabulary.slots[name]
    return slot.phrase.startswith("about ") or "about" in slot.names


def _closed(reading: Reading, end: int, name: str) -> bool:
    """Whether what the slot says behind its values stands here ("… in style", of the phrase "{} in style")."""
    behind = stems(reading.vocabulary.slots[name].phrase.partition("{}")[2])
    return bool(behind) and tuple(word.stem for word in reading.words[end : end + len(behind)]) == behind


def _labelled(reading: Reading, i: int, slots: set[str]) -> bool:
    """Whether word i goes on as "as well" or as "as its director" do."""
    if reading.norm(i) == "well":
        return True
    label = reading.words[i + 1].stem if i + 1 < len(reading.words) else ""
    return reading.norm(i) in DETERMINERS and any(label in reading.vocabulary.labels[name] for name in slots)


def _announced(reading: Reading, start: int) -> frozenset[str]:
    """The slots that the words before a name claim for it, through a list of names."""
    i = start - 1
    while i >= 0 and (
        reading.covered[i] == "name" or reading.norm(i) in ("and", "or") or reading.norm(i) in DETERMINERS
    ):
        if breaks(reading.words, i + 1):
            return frozenset()
        i -= 1
    # "… star, and X directs": what stands before the comma is of others.
    apart = "," in reading.words[i + 1].before and reading.norm(i + 1) in ("and", "or")
    if i < 0 or apart or breaks(reading.words, i + 1):
        return frozenset()
    cue = reading.vocabulary.cue(reading.words[i])
    if reading.norm(i) == "by" and i > 0 and not reading.words[i].before:
        return reading.vocabulary.cue(reading.words[i - 1]) or cue
    return cue


def _doing(reading: Reading, end: int) -> frozenset[str]:
    """The slots that a verb after a name claims for it ("X directs")."""
    i = end
    while i < len(reading.words) and (reading.covered[i] == "name" or reading.norm(i) == "and"):
        i += 1
    if i >= len(reading.words) or reading.words[i].before or reading.norm(i + 1) == "by":
        return frozenset()
    cue = reading.vocabulary.cue(reading.words[i])
    return cue if reading.norm(i) not in ("by", "with", "from", "in", "of", "for") else frozenset()
