"""Evidence about one item as a call to a model: an opening that ties it to what was asked, facts, sentences.

A large model is given the facts and writes as it likes. A small one invents, and joins what does not go
together: it is given the sentences that its facts allow (bot.phrasing.reason_grammar) and says, token by token, which
of them it would write. What either makes of the facts is checked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.phrasing.reason_grammar import NOUN, Material, merged, sentences
from bot.ports import LlmRequest
from prompts.template import Prompt
from recsys.types import Evidence
from retrieval.types import Item

MAX_TOKENS = 120
LONGEST_FACT = 200
STOP = ("\n",)
# An ask that begins so is nothing that one could ask for: "hate musicals", "don't want war".
_NOT_ASKED = re.compile(r"(?:don'?t|do|hate|dislike|can'?t|never|avoid|not|without)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: how many wishes it speaks of, whether it begins with the item that was named, how freely."""

    wishes: int
    likeness: bool
    temperature: float
    seed: int


FIRST = Attempt(wishes=3, likeness=True, temperature=0.0, seed=0)
SECOND = Attempt(wishes=1, likeness=False, temperature=0.3, seed=1)


@dataclass(frozen=True, slots=True)
class Task:
    """A call for a sentence, with what its answer is held against (bot.phrasing.wording).

    `wishes` and `facts` are predicates of the item; `sentences` all that a small model may say.
    """

    request: LlmRequest
    wishes: tuple[str, ...]
    facts: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in two: what it ties the item to ("you asked for “slow”", "like Heat, …"), what it is."""

    lead: str
    predicate: str


def said(evidence: Evidence) -> Said | None:
    """The parts of a statement about the item; None for prose and what is not of the form "… it is …"."""
    text = one_line(evidence.text)
    start = 0
    if evidence.kind == "said":
        start = text.rfind("”")
    elif evidence.titles:
        start = text.find(one_line(evidence.titles[0])) + len(one_line(evidence.titles[0]))
    found = re.search(r"(?:^|, | and )it (?P<predicate>\S.*)$", text[max(start, 0) :])
    if found is None:
        return None
    return Said(text[: max(start, 0) + found.start()], found["predicate"].rstrip("."))


def reason_task(prompt: Prompt, item: Item, evidence: Sequence[Evidence], attempt: Attempt) -> Task:
    """The call that asks for one sentence on `item`. The facts come last: what precedes them is cached."""
    title = one_line(item.title)
    parts = {one.id: part for one in evidence if (part := said(one))}
    known = [one for one in evidence if one.id in parts and len(parts[one.id].predicate) <= LONGEST_FACT]
    # What it is says more than what it is not.
    wished = [one for one in known if one.kind == "said" and one.source]
    wished = sorted(wished, key=lambda one: " not " in f" {parts[one.id].predicate}")[: attempt.wishes]
    asked_slots = {one.slot for one in wished}
    # What was asked for is said as that, not as a likeness besides.
    liked = [one for one in known if one.kind == "liked" and one.slot not in asked_slots]
    liked = [one for one in liked if one.titles == liked[0].titles] if attempt.likeness or not wished else []
    # Where it is a matter of degree that a wish is met, the wish is quoted, for them to judge.
    graded = any(_graded(one, parts[one.id]) for one in wished)
    told = [parts[one.id].predicate for one in known if one.kind == "fact"]
    story = next((one_line(one.text) for one in evidence if one.kind == "fact" and one.id not in parts), "")
    quoted = _quoted(wished, parts, graded)
    lead, asked = _opening(liked, parts, title, quoted)
    material = Material(
        wishes=merged([parts[one.id].predicate for one in wished]),
        shared=tuple(dict.fromkeys(parts[one.id].predicate for one in liked)),
        told=tuple(dict.fromkeys(sorted(told, key=lambda fact: not NOUN.match(fact)))),
        story=story,
        asked=asked,
        quoted=quoted if graded else "",
    )
    allowed = sentences(lead, material, names_of(item, evidence))
    facts = tuple(dict.fromkeys((*material.wishes, *material.shared, *material.told[:2])))
    shown = [*facts, *([f"story: {story}"] if story else [])]
    messages = prompt.render(title=title, facts="\n".join(f"- {fact}" for fact in shown), opening=lead)
    choices = tuple(one.removeprefix(lead) for one in allowed)
    request = LlmRequest(messages, MAX_TOKENS, attempt.temperature, attempt.seed, STOP, choices=choices)
    return Task(request, material.wishes, facts, allowed)


def _opening(liked: Sequence[Evidence], parts: dict[str, Said], title: str, quoted: str) -> tuple[str, bool]:
    """What the sentence begins with, and whether that says already what was asked."""
    if liked:
        lead = parts[liked[0].id].lead
        # "which you named" tells nobody anything new.
        lead = lead if "which you liked" in lead else f"like {one_line(liked[0].titles[0])}"
        return f"{lead[0].upper()}{lead[1:].rstrip(',')}, {title}", False
    return (f"{quoted[0].upper()}{quoted[1:]}, and {title}", True) if quoted else (title, False)


def _quoted(wished: Sequence[Evidence], parts: dict[str, Said], graded: bool) -> str:
    """ "you asked for “slow”"; "" where the words are nothing one asks for and need not be quoted."""
    quotes = dict.fromkeys(
        part.lead[part.lead.find("“") :] for one in wished if "“" in (part := parts[one.id]).lead
    )
    plain = not any(_NOT_ASKED.match(quote[1:]) for quote in quotes)
    if not quotes or not (plain or graded):
        return ""
    *others, last = quotes
    listed = ", ".join(others) + (" and " if others else "") + last
    return f"you {'asked for' if plain else 'said'} {listed}"


def _graded(evidence: Evidence, part: Said) -> bool:
    """Whether the item has some of what was asked about ("nothing scary": mild scares)."""
    first = evidence.values[0] if evidence.values else ""
    none = first.casefold() in ("no", "none", "not")
    some = part.predicate.startswith(f"has {first} ") and " among its " not in part.predicate
    return some and not none and first not in evidence.source


def names_of(item: Item, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Titles and values, in which a full stop ends no sentence."""
    values = (text for one in evidence if one.text not in one.values for text in one.values)
    return (item.title, *values, *(title for one in evidence for title in one.titles))


def once_more(again: Prompt, request: LlmRequest, sentence: str, problems: Sequence[str]) -> LlmRequest:
    """The same call with its first answer and what was wrong with it: for models that can use that."""
    asked = request.messages[:-1] if request.messages[-1][0] == "assistant" else request.messages
    told = again.render(problems="; ".join(one_line(problem) for problem in problems))
    return replace(request, messages=(*asked, ("assistant", sentence), *told))


def one_line(text: str) -> str:
    """One line without < and >: what others wrote adds neither lines nor a model's own marks to a prompt."""
    return " ".join(re.sub(r"[<>]", " ", text).split())
