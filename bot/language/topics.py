"""What a question is about: which items, and which of their slots."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.english import english
from bot.language.reading import Content
from bot.types import Act, DialogueState
from retrieval.types import Schema

MOST_COMPARED = 5


def asked_items(act: Act, contents: Sequence[Content], state: DialogueState) -> tuple[str, ...]:
    """Items named or pointed at, else the one in focus, else (where it makes sense) what is on the screen."""
    named: list[str] = []
    for content in contents:
        if content.span.kind == "title":
            named += content.span.ids[:1]
        elif content.span.kind == "ref":
            named += content.span.ids
    titled = any(c.span.kind == "title" for c in contents)
    if titled and act is Act.WHY_NOT:  # "why isn't Heat one of them"
        named = [c.span.ids[0] for c in contents if c.span.kind == "title"]
    lacking = any(c.span.kind == "missing" and c.span.missing == "title" for c in contents)
    if act is Act.COMPARE and len(set(named)) == 1 and state.on_screen and not lacking:
        named = (
            [state.focus, *named]
            if titled and state.focus
            else [*(named if titled else ()), *state.on_screen]
        )
    ids = tuple(dict.fromkeys(named))
    if ids or lacking:
        return ids[:MOST_COMPARED]
    if act is Act.COMPARE:
        return state.on_screen[:MOST_COMPARED]
    if act is Act.WHY_NOT:
        return ()
    if state.focus:
        return (state.focus,)
    return state.on_screen if act is Act.WHY else state.on_screen[:1]


def asked_slots(
    contents: Sequence[Content], schema: Schema, *, about: bool, how: bool = False
) -> tuple[str, ...]:
    """The slots that the words of the question name, the most telling words first.

    `about`: the question ends in "about", so it asks for the description when nothing else is named.
    `how`: it asks for a measure, which no value of a category tells ("how long", where "long" is a tag).
    """
    named = [e.slot for c in contents for e in c.span.entries if e.sense == "slot"]
    told = [slot for slot in named if schema.slot(slot).kind == "text"]
    if told and not any(c.span.has("ask") for c in contents):
        return tuple(dict.fromkeys(told))
    for senses in (
        ("ask",),
        ("more", "less", "most", "least", "high", "low", "level"),
        ("slot",),
        ("value",),
    ):
        if how and senses == ("value",):
            break
        slots = [e.slot for c in contents for e in c.span.entries if e.sense in senses]
        if senses == ("slot",):
            slots = [
                e.slot
                for c in contents
                if c.span.text.lower() not in english().filler
                for e in c.span.entries
                if e.sense == "slot"
            ]
        measured = [s for s in slots if schema.slot(s).kind in ("level", "number")]
        if senses != ("ask",) and measured:
            slots = measured
        if slots:
            return tuple(dict.fromkeys(slots))
    description = schema.by_role("description")
    return (description.name,) if about and description else ()
