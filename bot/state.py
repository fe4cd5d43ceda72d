"""The state of one conversation: folding an act in, and turning it into a query and preferences.

Everything here is pure. Folding the same act twice changes nothing, so a retried turn does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.chip_ids import constraint_chip, item_chip, soft_chip, words_chip
from bot.critiques import resolve
from bot.merging import merge_constraints, merge_soft
from bot.ports import Shelf
from bot.said import (
    before_showing,
    carries_wishes,
    latest,
    named,
    sources,
    with_shown,
    with_words,
    without,
    without_items,
)
from bot.types import Act, DialogueState, FeedbackKind, Mention, UserAct
from recsys.types import Feeling, Preferences, Taste
from retrieval.types import Query, Vector

Mentions = tuple[Mention, ...]
_TALK_ONLY = frozenset({Act.THANKS, Act.SMALLTALK, Act.HELP, Act.PERSON, Act.UNDO, Act.REMEMBERED})


def fold(state: DialogueState, act: UserAct, shelf: Shelf) -> DialogueState:
    """The state after an act. RESET and FORGET begin anew (RESET keeps what the visitor rejected); UNDO is
    the caller's, who keeps earlier states."""
    if act.act is Act.FORGET:
        return DialogueState()
    if act.act is Act.RESET:
        state = DialogueState(rejected=state.rejected)
    if act.act in _TALK_ONLY:
        return state
    if act.fresh:
        state = replace(state, words=(), constraints=(), soft=(), said=())
    before, spoken_of = sources(state), named(state)
    for dropped in act.dropped:
        state = drop(state, dropped)
    taken_back = before - sources(state)
    state = replace(state, focus=_focus(state, act))
    if act.act is Act.FACT or act.act in (Act.COMPARE, Act.WHY, Act.WHY_NOT):
        return state
    relative, wishes = resolve(act.critiques, state, shelf)
    schema = shelf.schema
    constraints = merge_constraints(state.constraints, (*act.constraints, *relative), schema)
    soft = merge_soft(state.soft, (*act.soft, *wishes), constraints)
    liked, disliked, like_this = state.liked, state.disliked, state.like_this
    for mention in act.liked:
        liked, disliked = _with(liked, mention), _without(disliked, mention)
    for mention in act.disliked:
        disliked, liked = _with(disliked, mention), _without(liked, mention)
        like_this = _without(like_this, mention)
    for mention in act.like_this:
        like_this, disliked = _with(like_this, mention), _without(disliked, mention)
    words = state.words
    if act.words and act.words not in words:
        words = (*words, act.words)
    state = replace(
        state,
        words=words,
        constraints=constraints,
        soft=soft,
        liked=liked,
        disliked=disliked,
        like_this=like_this,
        rejected=_union(state.rejected, act.rejected),
    )
    said = without(state.said, taken_back - sources(state), sources(state))
    said = without_items(said, spoken_of - named(state))
    if carries_wishes(act):
        said = with_words(said, act.text, (*act.liked, *act.disliked, *act.like_this))
    return replace(state, said=said)


def to_query(state: DialogueState) -> Query:
    """What to look for. Items spoken of, shown or rejected are left out: they are known already."""
    spoken = (m.item_id for m in (*state.liked, *state.disliked, *state.like_this))
    return Query(
        words=" ".join(state.words),
        constraints=state.constraints,
        near=tuple(dict.fromkeys(m.item_id for m in (*state.like_this, *state.liked))),
        exclude=frozenset((*state.rejected, *state.shown, *spoken)),
    )


def to_preferences(
    state: DialogueState, shelf: Shelf, vector: Callable[[str], Vector], query_vector: Vector
) -> Preferences:
    """What the ranking may use. `vector` gives an item's embedding, shape (d,); items gone are left out."""
    felt: list[tuple[Mention, Feeling]] = [
        *((m, "liked") for m in state.liked),
        *((m, "disliked") for m in state.disliked),
        *((m, "like this") for m in state.like_this),
    ]  # fmt: skip
    tastes = []
    for mention, feeling in felt:
        item = shelf.get(mention.item_id)
        if item is not None:
            tastes.append(Taste(item, vector(item.id), feeling, mention.source))
    return Preferences(
        words=" ".join(state.words),
        query_vector=query_vector,
        constraints=state.constraints,
        soft=state.soft,
        tastes=tuple(tastes),
        shown=frozenset(state.shown),
        conversation=latest(state.said),
    )


def drop(state: DialogueState, what: str) -> DialogueState:
    """The state without what a chip id, a slot's name or a canonical value stands for."""
    return replace(
        state,
        words=tuple(w for w in state.words if what not in (w, words_chip(w))),
        constraints=tuple(
            c for c in state.constraints if what not in (c.slot, c.value, constraint_chip(c))
        ),
        soft=tuple(s for s in state.soft if what not in (s.slot, s.value, soft_chip(s))),
        liked=_kept(state.liked, what, "liked"),
        disliked=_kept(state.disliked, what, "disliked"),
        like_this=_kept(state.like_this, what, "like this"),
    )  # fmt: skip


def as_when_chosen(state: DialogueState) -> DialogueState:
    """The state as it was when the items on the screen were chosen."""
    unseen = tuple(shown for shown in state.shown if shown not in state.on_screen)
    return replace(state, shown=unseen, said=before_showing(state.said))


def after_showing(state: DialogueState, ids: Iterable[str]) -> DialogueState:
    """The state once these items are on the screen, in this order. Nothing to show leaves the screen."""
    ids = tuple(ids)
    if not ids:
        return state
    focus = ids[0] if len(ids) == 1 else ""
    shown, said = _union(state.shown, ids), with_shown(state.said, ids)
    return replace(state, on_screen=ids, shown=shown, focus=focus, said=said)


def after_asking(state: DialogueState, slot: str) -> DialogueState:
    """The state once the visitor was asked about a slot."""
    return replace(state, asked=_union(state.asked, (slot,)))


def after_feedback(state: DialogueState, item_id: str, kind: FeedbackKind) -> DialogueState:
    """The state after a button. "undo" takes back whatever was pressed on the item, or said of it."""
    after = _pressed(state, item_id, kind)
    gone = sources(state) - sources(after)
    said = without(after.said, gone, sources(after))
    return replace(after, said=without_items(said, named(state) - named(after)))


def _pressed(state: DialogueState, item_id: str, kind: FeedbackKind) -> DialogueState:
    mention = Mention(item_id, "")
    match kind:
        case "like":
            return replace(
                state,
                liked=_with(state.liked, mention),
                disliked=_without(state.disliked, mention),
                focus=item_id,
            )
        case "dislike":
            return replace(
                state,
                disliked=_with(state.disliked, mention),
                liked=_without(state.liked, mention),
                like_this=_without(state.like_this, mention),
                rejected=_union(state.rejected, (item_id,)),
            )
        case "dismiss":
            return replace(state, rejected=_union(state.rejected, (item_id,)))
        case "undo":
            return replace(
                state,
                liked=_without(state.liked, mention),
                disliked=_without(state.disliked, mention),
                rejected=tuple(i for i in state.rejected if i != item_id),
            )
        case _:
            return replace(state, focus=item_id)


def _focus(state: DialogueState, act: UserAct) -> str:
    """The one item that is talked of: the one asked about, else the one named as a model, else as before."""
    if len(act.items) == 1:
        return act.items[0]
    named = {m.item_id for m in (*act.like_this, *act.liked)}
    critiqued = {c.item_id for c in act.critiques if c.item_id}
    if len(critiqued) == 1:
        return critiqued.pop()
    return named.pop() if len(named) == 1 else state.focus


def _with(mentions: Mentions, mention: Mention) -> Mentions:
    return mentions if any(m.item_id == mention.item_id for m in mentions) else (*mentions, mention)


def _without(mentions: Mentions, mention: Mention) -> Mentions:
    return tuple(m for m in mentions if m.item_id != mention.item_id)


def _kept(mentions: Mentions, what: str, kind: Feeling) -> Mentions:
    return tuple(m for m in mentions if what not in (m.item_id, item_chip(kind, m.item_id)))


def _union(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))
