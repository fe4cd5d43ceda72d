"""The ways to put it: each a function of what is to be said; none knows the domain. "" where a way does not fit."""

from __future__ import annotations

from collections.abc import Callable

from bot.writer_training.clauses import (
    like_before,
    like_behind,
    noun_phrase,
    opening,
    other,
    predicate,
    shares,
    subject,
    tag,
    what_it_is,
)
from bot.writer_training.pieces import Piece
from bot.writer_training.said import Said
from recsys import phrases

Way = Callable[[Said], str]


def _wish_then_tag(said: Said) -> str:
    main = what_it_is(said, (*said.wishes, *_drawn(said)))
    return main and f"{main}{tag(said, said.wishes)}"


def _ask_then_wish(said: Said) -> str:
    lead, clause = opening(said, said.wishes)
    parts = (*said.wishes, *_drawn(said))
    if clause:
        main = what_it_is(said, parts, whole=not lead.endswith(": "))
        return main and lead + main
    thing = noun_phrase(said, parts)
    return thing and lead + thing


def _facts_that_wish(said: Said) -> str:
    """ "a crime thriller by Michael Mann that runs 119 minutes, as you asked"."""
    thing, does = noun_phrase(said, said.facts), predicate(said, said.wishes)
    if not (thing and does and said.facts) or " that " in thing or any(part.nouns for part in said.wishes):
        return ""
    lead = said.one_of("", "it is ", "this is ", f"{said.item.title} is ", "here is ")
    return f"{lead}{thing} that {does}{tag(said, said.wishes)}"


def _wish_first_then_fact(said: Said) -> str:
    """ "it runs 119 minutes, as you asked, and is a crime thriller"."""
    does, more = predicate(said, said.wishes), predicate(said, said.facts[:1])
    if not (does and more):
        return ""
    link = (
        said.one_of(", and it ", "; it ", ", and it also ")
        if "“" in (end := tag(said, said.wishes))
        else ", and "
    )
    return f"{subject(said)} {does}{end}{link}{more}"


def _fragment(said: Said) -> str:
    """ "slow and Japanese, as you asked"."""
    first = [part for part in said.wishes if part.before and not part.before[0][0].isdigit()]
    if len(first) != len(said.wishes) or not first:
        return _wish_then_tag(said)
    return " and ".join(said.rng.choice(part.before) + part.sign for part in first) + tag(said, said.wishes)


def _like_then_wish(said: Said) -> str:
    does, wish = shares(said), predicate(said, said.wishes)
    if not (does and wish):
        return ""
    link = said.one_of(", and it ", "; it ", " and ")
    return f"{like_before(said)}{said.one_of('it', 'this one', 'this')} {does}{link}{wish}{tag(said, said.wishes)}"


def _wish_then_like(said: Said) -> str:
    main = what_it_is(said, said.wishes)
    does = shares(said, said.one_of("also", ""))
    if not (main and does):
        return ""
    title, liked = other(said.shared[0])
    whom = f"{title}, which you liked" if liked else title
    if said.often(0.5):
        return f"{main}{tag(said, said.wishes)}, and like {whom}, it {shares(said)}"
    return f"{main}{tag(said, said.wishes)}; like {whom}, it {shares(said)}"


def _ask_wish_like(said: Said) -> str:
    lead, clause = opening(said, said.wishes)
    main = what_it_is(said, said.wishes, whole=True) if clause else noun_phrase(said, said.wishes)
    does = shares(said)
    return main and does and f"{lead}{main}, and it {does}{like_behind(said)}"


def _thing_like_wish(said: Said) -> str:
    """ "like Late Spring, which you liked, it is a slow drama about marriage; you asked for “slow”"."""
    thing = noun_phrase(said, said.shared)
    if not thing or " that " in thing or any(part.nouns for part in said.wishes):
        return ""
    wish = predicate(said, said.wishes)
    return (
        wish
        and f"{like_before(said)}{said.one_of('it is', 'this is')} {thing} that {wish}{tag(said, said.wishes)}"
    )


def _both_are(said: Said) -> str:
    """ "it and Late Spring, which you liked, are both directed by Ozu"."""
    does = shares(said)
    verb, _, rest = does.partition(" ")
    plural = {"is": "are", "has": "have"}.get(verb)
    if not plural or rest.startswith(("a ", "an ")) or " and is " in rest or " and has " in rest:
        return ""
    title, liked = other(said.shared[0])
    whom = f"{title}, which you liked," if liked else title
    both = f"{said.one_of('it', 'this one', said.item.title)} and {whom} {plural} both {rest}"
    wish = predicate(said, said.wishes) if said.wishes else ""
    return f"{both}, and it {wish}{tag(said, said.wishes)}" if wish else both


def _shared_with(said: Said) -> str:
    """ "it shares grief and memory with Ghost Town, which you liked"."""
    first = said.shared[0]
    one, slot = first.line.evidence, said.schema.slot(first.line.evidence.slot)
    if slot.role not in ("topic", "maker", "person", "features") or len(said.shared) > 1:
        return ""
    if any(phrases.NO_THING.match(value) for value in one.values):
        return ""
    title, liked = other(first)
    label = (
        said.one_of(f"its {slot.label}, ", "")
        if len(one.values) == 1 and slot.role in ("maker", "person")
        else ""
    )
    close = "," if label else ""
    what = f"{label}{phrases.listed(one.values)}{first.sign}{close}"
    core = f"{said.one_of('it', 'this one')} shares {what} with {title}" + (
        ", which you liked" if liked else ""
    )
    if said.wishes:
        wish = predicate(said, said.wishes)
        return wish and f"{subject(said)} {wish}{tag(said, said.wishes)}; {core}"
    return core


def _like_thing(said: Said) -> str:
    parts = (*said.shared, *_drawn(said))
    main = what_it_is(said, parts, whole=True)
    return main and like_before(said) + main.replace(
        f"{said.item.title} is", said.one_of("it is", "this one is")
    )


def _thing_as_liked(said: Said) -> str:
    main = what_it_is(said, said.shared)
    more = predicate(said, _drawn(said))
    if not main:
        return ""
    return f"{main}{like_behind(said)}" + (f"; it {more}" if more else "")


def _like_and_more(said: Said) -> str:
    does, more = shares(said), predicate(said, said.facts[:1])
    return does and more and f"{like_before(said)}it {does}, and it {more}"


def _close(said: Said) -> str:
    main = what_it_is(said, said.facts)
    words_, sign = said.close
    if not main:
        return ""
    if not words_:
        return main
    verb = "asked for" if words_.startswith(("something", "anything", "a ", "one ")) else "said"
    lead = said.one_of(
        f"its description is close in meaning to “{words_}”{sign}: ",
        f"you {verb} “{words_}”{sign}: ",
        f"you {verb} “{words_}”{sign}; ",
        f"you {verb} “{words_}”{sign} — ",
    )
    return lead + main


def _only_facts(said: Said) -> str:
    if said.close[0]:
        return _close(said)
    return what_it_is(said, said.facts)


def _drawn(said: Said) -> tuple[Piece, ...]:
    """The facts that are told along: all of them, or fewer where it is to be short."""
    return said.facts[:1] if said.tone == "brief" else said.facts


BOTH: tuple[Way, ...] = (
    _like_then_wish,
    _wish_then_like,
    _ask_wish_like,
    _thing_like_wish,
    _both_are,
    _shared_with,
)
WISHES: tuple[Way, ...] = (
    _wish_then_tag, _wish_then_tag, _ask_then_wish, _facts_that_wish, _facts_that_wish, _wish_first_then_fact,
    _fragment,
)  # fmt: skip
SHARED: tuple[Way, ...] = (
    _like_thing,
    _thing_as_liked,
    _like_and_more,
    _both_are,
    _shared_with,
)
NEITHER: tuple[Way, ...] = (_close, _only_facts)
