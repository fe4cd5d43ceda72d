"""Why an item is not on the list: the conditions that it breaks, or where it scored lower than the last shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recsys.chinese.statements import worded as in_chinese
from recsys.statements import broken
from recsys.types import Evidence, Justification, Preferences, Recommendation
from retrieval.types import Item, Schema

PART_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "words": "fit to your words",
        "liked": "likeness to what you like",
        "disliked": "distance from what you do not like",
        "wishes": "your wishes",
        "popularity": "popularity",
        "novelty": "novelty",
        "conversation": "fit to the conversation, as learned from others",
        "asked for": "how often it was recommended to others",
        "history": "fit to the ones named and shown, as learned from others",
        "together": "being named along with those by others",
        "neighbours": "what conversations like this one led to",
        "people": "the people spoken of",
        "variety": "variety in the list",
    },
    "zh": {
        "words": "与你的话相符",
        "liked": "接近你喜欢的",
        "disliked": "远离你不喜欢的",
        "wishes": "你的愿望",
        "popularity": "知名度",
        "novelty": "新鲜程度",
        "conversation": "从别人的对话学到的相符程度",
        "asked for": "推荐给别人的次数",
        "history": "与提到和推荐过的相配（从别人那里学到）",
        "together": "别人常把它们一起提到",
        "neighbours": "类似的对话最后选了什么",
        "people": "你提到的人物",
        "variety": "列表的多样性",
    },
}
_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "shown": "it is on the list, at place {place}",
        "seen": "it was shown before in this conversation",
        "lower": "it scored {score:.2f}, {last}, the last one shown, {other:.2f}",
        "lower in": "it scored {score:.2f}, {last}, the last one shown, {other:.2f}; it was lower in {parts}",
        "part": "{part} ({mine:.2f}, not {theirs:.2f})",
        "not found": "the search did not bring it among the candidates",
        "and": " and ",
        "next": "; ",
        "whole": "{title}: {told}.",
    },
    "zh": {
        "shown": "它就在列表里，排在第 {place} 位",
        "seen": "这次对话里已经推荐过它",
        "lower": "它的得分是 {score:.2f}，而列表里的最后一个{last}是 {other:.2f}",
        "lower in": "它的得分是 {score:.2f}，而列表里的最后一个{last}是 {other:.2f}；它低在{parts}",
        "part": "{part}（{mine:.2f}，对方 {theirs:.2f}）",
        "not found": "搜索没有把它带进候选",
        "and": "和",
        "next": "；",
        "whole": "{title}：{told}。",
    },
}


def part_words(name: str, schema: Schema) -> str:
    """A part of the score in words; its name where a scorer has parts of its own."""
    return PART_WORDS[schema.language].get(name, name)


def contrast(
    item: Item,
    shown: Sequence[Recommendation],
    preferences: Preferences,
    schema: Schema,
    scored: Recommendation | None = None,
) -> Justification:
    """The conditions that it breaks, or else its place, or where it scored lower than the last shown.

    `scored` is the item as it came out of the same ranking (rank with a larger n), None where it was not
    ranked. Each sentence's evidence is kind "against" (a constraint and the item's value) or "model" (scores).
    """
    said = _SAID[schema.language]
    place = next((r.rank for r in shown if r.item.id == item.id), None)
    found = list(breaks(item, preferences, schema)) if place is None else []
    if place is not None:
        found = [_ranked(said["shown"].format(place=place))]
    elif not found and item.id in preferences.shown:
        found = [_ranked(said["seen"])]
    elif not found and scored is not None and shown:
        found = [_outscored(scored, min(shown, key=lambda r: (r.score, r.item.id)), schema)]
    elif not found:
        found = [_ranked(said["not found"])]
    numbered = tuple(replace(e, id=f"e{i}") for i, e in enumerate(found, start=1))
    told = said["next"].join(e.text for e in numbered)
    return Justification(said["whole"].format(title=_titled(item, schema), told=told), "template", numbered)


def breaks(item: Item, preferences: Preferences, schema: Schema) -> tuple[Evidence, ...]:
    """The conditions that the item does not meet, each with its own value."""
    known = {slot.name for slot in schema.slots}
    found = [
        broken(item, constraint, schema.slot(constraint.slot), schema)
        for constraint in preferences.constraints
        if constraint.slot in known and not constraint.holds(item)
    ]
    return in_chinese(found, item, preferences, schema) if schema.language == "zh" else tuple(found)


def _ranked(text: str) -> Evidence:
    return Evidence("", "model", text, source="ranking")


def _outscored(scored: Recommendation, last: Recommendation, schema: Schema) -> Evidence:
    """How far below the last shown item it scored, and in which parts, by the real scores."""
    said = _SAID[schema.language]
    theirs = {part.name: part.value for part in last.contributions}
    lost = [(theirs.get(p.name, 0.0) - p.value, p.name, p.value) for p in scored.contributions]
    lower = [part for part in sorted(lost, key=lambda part: (-part[0], part[1])) if part[0] > 0][:2]
    parts = [
        said["part"].format(part=part_words(name, schema), mine=value, theirs=theirs.get(name, 0.0))
        for _, name, value in lower
    ]
    title = _titled(last.item, schema)
    text = said["lower in" if parts else "lower"].format(
        score=scored.score, last=title, other=last.score, parts=said["and"].join(parts)
    )
    moved = scored.score - last.score
    return Evidence("", "model", text, titles=(last.item.title,), source="ranking", moved=moved)


def _titled(item: Item, schema: Schema) -> str:
    return schema.noun.title.replace("{}", item.title)
