"""Clauses that sentences are made of: what the item is, that it was asked for, what it shares with what was liked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.phrasing.reason_brief import readable
from bot.writer_training.pieces import Piece
from bot.writer_training.said import Said
from recsys import phrases
from recsys.tokens import words

NO_NOUN = ("no ", "not", "nothing", "don", "without", "anything but", "hate", "never")


def noun_phrase(said: Said, parts: Sequence[Piece], article: bool = True) -> str:
    """ "a tense crime thriller from 1995 with Al Pacino": the parts as one thing; "" where one is no part of it."""
    before: list[str] = []
    behind: list[str] = []
    noun = ""
    for part in sorted(parts, key=lambda p: said.schema.slot(p.line.evidence.slot).role == "origin"):
        if part.lacks:
            return ""
        if part.nouns and not noun:
            noun = said.rng.choice(part.nouns) + part.sign
        elif part.before and (not part.behind or (said.often(0.45) and not before)):
            before.append(said.rng.choice(part.before) + part.sign)
        elif part.behind:
            behind.append(said.rng.choice(part.behind) + part.sign)
        else:
            return ""
    noun = noun or said.schema.noun.one
    behind.sort(
        key=lambda text: (text.startswith("that "), text.startswith("about "), text.startswith("with "))
    )
    if sum(text.startswith(("that ", "with ", "about ")) for text in behind) > 1 and said.often(0.8):
        return ""
    whole = " ".join((", ".join(before), noun)) if before else noun
    whole = f"{whole} {' '.join(behind)}" if behind else whole
    return phrases.article(whole) if article else whole


def predicate(said: Said, parts: Sequence[Piece]) -> str:
    """ "is slow and runs 119 minutes": each part with its verb, one verb for two where it is the same."""
    verbs = [said.rng.choice(part.verbs) + part.sign for part in parts if part.verbs]
    if len(verbs) < len(parts) or not verbs:
        return ""
    if len(verbs) > 2:
        return phrases.listed(verbs) if said.often(0.4) else ""
    first, _, rest = verbs[-1].partition(" ")
    plain = (
        first == verbs[0].split(" ")[0]
        and first in ("is", "has")
        and not rest.startswith(("a ", "an ", "not"))
    )
    return " and ".join(
        (*verbs[:-1], rest if plain and len(verbs) > 1 and " and " not in verbs[0] else verbs[-1])
    )


def subject(said: Said) -> str:
    noun = said.schema.noun.one
    ways = ["it", "it", "this one", f"this {noun}", "this", said.item.title, said.item.title]
    return said.rng.choice(ways)


def what_it_is(said: Said, parts: Sequence[Piece], whole: bool = False) -> str:
    """A main clause that says the parts of the item, as one thing or by verbs; `whole`: a bare noun is none."""
    thing = noun_phrase(said, parts) if said.often(0.65) or len(parts) > 2 else ""
    if thing:
        title = said.item.title
        lead = {
            "brief": ("", ""),
            "warm": ("here is ", "this is ", "here is one that fits: "),
            "expert": ("", "", f"{title} is "),
        }
        ways = [*lead.get(said.tone, ()), "it is ", "this is ", f"{title} is ", "here is "]
        return said.rng.choice([way for way in ways if way.endswith("is ") or not whole]) + thing
    does = predicate(said, parts)
    return f"{subject(said)} {does}" if does else ""


def echoes(part: Piece) -> bool:
    """Whether the item's values only say the visitor's words again."""
    asked = {word.stem for word in words(part.line.evidence.source)}
    return {word.stem for value in part.line.evidence.values for word in words(value)} - {"not"} <= asked


def quote(part: Piece) -> str:
    return f"“{readable(part.line.evidence.source)}”{part.sign}"


def asks(parts: Sequence[Piece]) -> str:
    return phrases.listed([quote(part) for part in parts])


def noun_like(parts: Sequence[Piece]) -> bool:
    asked = [part.line.evidence.source.lower() for part in parts]
    return not any(one.startswith(NO_NOUN) and not one.startswith("no longer") for one in asked)


def tag(said: Said, parts: Sequence[Piece]) -> str:
    """That this was asked, behind what the item is."""
    plain = (", as you asked", ", just as you asked", ", as you wanted", ", as you wished", ", as you requested",
             " — as you asked", ", exactly as you asked")  # fmt: skip
    if all(echoes(part) for part in parts) or said.often(0.45):
        return said.rng.choice(plain)
    verb = said.one_of("asked for", "wanted", "asked for") if noun_like(parts) else "said"
    ways = (f", and you {verb} {asks(parts)}", f", since you {verb} {asks(parts)}",
            f" — you {verb} {asks(parts)}", f", because you {verb} {asks(parts)}",
            f", which fits your wish for {asks(parts)}")  # fmt: skip
    return said.rng.choice(ways[:4] if verb == "said" else ways)


def opening(said: Said, parts: Sequence[Piece]) -> tuple[str, bool]:
    """What was asked, before what the item is; and whether a clause of its own must follow."""
    verb = said.one_of("asked for", "wanted", "asked for") if noun_like(parts) else "said"
    quoted = asks(parts)
    ways = [
        (f"you {verb} {quoted}, and ", True),
        (f"you {verb} {quoted}: ", True),
        (f"since you {verb} {quoted}, ", True),
        (f"you {verb} {quoted}; ", True),
        (f"because you {verb} {quoted}, ", True),
        (f"you {verb} {quoted}, so ", True),
    ]
    if said.tone == "warm":
        ways += [(f"you {verb} {quoted}, so here is ", False), (f"you {verb} {quoted} — here is ", False)]
    return said.rng.choice(ways)


def other(part: Piece) -> tuple[str, bool]:
    return readable(part.line.evidence.titles[0]), part.line.role == "liked"


def like_before(said: Said) -> str:
    title, liked = other(said.shared[0])
    if liked:
        return said.one_of(
            f"like {title}, which you liked, ",
            f"you liked {title}, and ",
            f"you liked {title}: ",
            f"as with {title}, which you liked, ",
            f"you liked {title}; ",
            f"just like {title}, which you liked, ",
        )
    return said.one_of(
        f"like {title}, ", f"as in {title}, ", f"you named {title}, and ", f"just like {title}, "
    )


def like_behind(said: Said) -> str:
    title, liked = other(said.shared[0])
    if liked:
        return said.one_of(
            f", like {title}, which you liked",
            f", just like {title}, which you liked",
            f", as in {title}, which you liked",
        )
    return said.one_of(f", like {title}", f", just like {title}", f", as in {title}")


def shares(said: Said, also: str = "") -> str:
    """What the item shares, as a clause with "also" or "too" where it stands apart."""
    does = predicate(said, said.shared)
    if not does:
        return ""
    first, _, rest = does.partition(" ")
    return f"{first} {also} {rest}" if also and first in ("is", "has") else f"{does} too" if also else does
