"""Evidence about one item as a call to a model: an opening that ties it to what was asked, facts, glue.

The opening is the visitor's own wish, so that no sentence can miss it; the model goes on from there. It is given
few facts, each a predicate of the item, and a small model may use no words but theirs and some that claim
nothing. What it makes of them is checked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ports import LlmRequest
from prompts.template import Prompt
from recsys.types import Evidence
from retrieval.types import Item

MAX_TOKENS = 70
LONGEST_FACT = 200
STOP = ("\n",)
# No article: it comes with a fact, or the model puts one before every adjective.
GLUE = ("and", "with", "by", "of", "in", "from", "as", "that", "which", "its", "is", "has", "it", "also")
_NOUN = re.compile(r"is an? ")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: how many wishes it speaks of, how many facts it is given, how freely the words are chosen.

    `told`: the opening itself says how the item meets the first wish, and the model only goes on.
    """

    wishes: int
    facts: int
    temperature: float
    seed: int
    told: bool = False


FIRST = Attempt(wishes=2, facts=3, temperature=0.0, seed=0)
SECOND = Attempt(wishes=1, facts=2, temperature=0.3, seed=1, told=True)


@dataclass(frozen=True, slots=True)
class Task:
    """A call for a sentence, with what its answer is held against (bot.wording): predicates of the item."""

    request: LlmRequest
    wishes: tuple[str, ...]
    facts: tuple[str, ...]


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
    sayable = [one for one in evidence if one.id in parts]
    leads = _leads(sayable, attempt.wishes)
    if not any(_NOUN.match(parts[one.id].predicate) for one in leads):
        leads = leads[
            :1
        ]  # a sentence begins with what the thing is; a small model then has breath for one more
    wishes = tuple(parts[one.id].predicate for one in leads)
    others = [parts[one.id].predicate for one in sayable if one.kind in ("fact", "liked")]
    facts = _facts(wishes, others, attempt.facts)
    opening = _opening([(one.kind, parts[one.id].lead) for one in leads], title)
    left = facts
    if attempt.told and facts:
        told = (wishes or facts)[0]
        left = tuple(fact for fact in facts if fact != told)
        opening = f"{opening} {told}{f' and {left[0].split()[0]}' if left else ''}"
    messages = prompt.render(title=title, facts="\n".join(f"- {fact}" for fact in left), opening=opening)
    words = dict.fromkeys((*GLUE, *(word.strip(",") for fact in left for word in fact.split())))
    request = LlmRequest(
        messages, MAX_TOKENS, attempt.temperature, attempt.seed, STOP, words=tuple(filter(None, words))
    )
    return Task(request, wishes, facts)


def _leads(evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """What the sentence opens with: at most `most` wishes in the visitor's words, else a liked item."""
    wished = [one for one in evidence if one.kind == "said" and one.source]
    liked = [one for one in evidence if one.kind == "liked"]
    return wished[:most] or liked[:1]


def _facts(wishes: Sequence[str], others: Sequence[str], most: int) -> tuple[str, ...]:
    """At most `most`, all wishes among them. What says which thing it is comes first: sentences begin so."""
    chosen = list(dict.fromkeys(wishes))
    kinds = [fact for fact in others if _NOUN.match(fact)]
    if not any(_NOUN.match(fact) for fact in chosen) and len(chosen) < most:
        chosen += kinds[:1]
    chosen += [fact for fact in others if fact not in chosen][: max(0, most - len(chosen))]
    return tuple(sorted((fact[:LONGEST_FACT] for fact in chosen), key=lambda fact: not _NOUN.match(fact)))


def _opening(leads: Sequence[tuple[str, str]], title: str) -> str:
    if not leads:
        return title
    kind, first = leads[0]
    first = first[0].upper() + first[1:]
    if kind != "said":
        return f"{first}, {title}"
    return f"{' and '.join((first, *(lead[lead.find('“') :] for _, lead in leads[1:])))}, and {title}"


def once_more(again: Prompt, request: LlmRequest, sentence: str, problems: Sequence[str]) -> LlmRequest:
    """The same call with its first answer and what was wrong with it: for models that can use that."""
    asked = request.messages[:-1] if request.messages[-1][0] == "assistant" else request.messages
    told = again.render(problems="; ".join(one_line(problem) for problem in problems))
    return replace(request, messages=(*asked, ("assistant", sentence), *told))


def one_line(text: str) -> str:
    """One line without < and >: what others wrote adds neither lines nor a model's own marks to a prompt."""
    return " ".join(re.sub(r"[<>]", " ", text).split())
