"""Explanations as the JSON that clients rely on: why an item is shown, why another is not, what would change that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from bot.attributing import Attribution
from bot.explaining import Explained
from bot.instead import All, Do, Drop, Feel, Say
from bot.path import PathStep
from bot.trials import Counterfactual
from bot.why_not import WhyNot
from recsys.types import Evidence
from ui.present import Json, constraint, contributions, justification, plain


def explanation(why: Explained, encoder: str) -> Json:
    """Why an item stands where it stands, as of the turn that showed it."""
    shown, used = why.card.recommendation, why.prompt
    return {
        "item_id": shown.item.id,
        "title": shown.item.title,
        "score": shown.score,
        "contributions": contributions(shown.contributions),
        **attribution(why.attribution),
        "evidence": told(why.card.evidence),
        "justification": {
            **justification(why.reason),
            "evidence": told(why.reason.evidence),
            "marks": [asdict(mark) for mark in why.marks],
        },
        "against": told(why.against),
        "counterfactuals": [counterfactual(c) for c in why.counterfactuals],
        "path": [_step(step) for step in why.path],
        "prompt": {"name": used.name, "version": used.version, "hash": used.hash} if used else None,
        "model": {"encoder": encoder, "llm": used.model if used else "", "writer": why.reason.writer},
    }


def attribution(shares: Attribution | None) -> Json:
    """What of the words and of the items spoken of moved the score, and how that was found out."""
    if shares is None:
        return {"phrases": [], "history": [], "attribution": None}
    agreement = shares.agreement
    return {
        "phrases": [{"text": p.text, "value": p.value} for p in shares.phrases],
        "history": [
            {
                "item_id": n.item_id,
                "title": n.title,
                "weight": n.weight,
                "value": n.value,
                "feeling": n.feeling,
            }
            for n in shares.history
        ],
        "attribution": {
            "method": shares.method,
            "base": shares.base,
            "total": shares.total,
            "error": shares.error,
            "evaluations": shares.evaluations,
            "agrees": agreement.agree if agreement else None,
            "note": shares.note,
            "lime": [{"text": text, "value": value} for text, value in shares.lime or ()],
        },
    }


def told(facts: Iterable[Evidence]) -> list[Json]:
    """Evidence with whose words or facts it is, and how much it moved the score."""
    return [{"id": e.id, "kind": e.kind, "text": e.text, "source": e.source, "moved": e.moved} for e in facts]


def why_not(answer: WhyNot) -> Json:
    """Why an item is not on the list, and what would bring it in."""
    own, last = answer.own, answer.last
    theirs = {part.name: part.value for part in last.contributions} if last else {}
    parts = own.contributions if own else ()
    return {
        "item_id": answer.item.id,
        "title": answer.item.title,
        "standing": answer.standing,
        "text": answer.text,
        "breaks": [{**constraint(broken.constraint), "text": broken.text} for broken in answer.breaks],
        "place": own.rank if own else None,
        "score": own.score if own else None,
        "last": {"item_id": last.item.id, "title": last.item.title, "score": last.score} if last else None,
        "parts": [{"name": p.name, "value": p.value, "last": theirs.get(p.name, 0.0)} for p in parts],
        "nearest": [counterfactual(c) for c in answer.nearest],
    }


def counterfactual(c: Counterfactual) -> Json:
    return {
        "change": c.change,
        "would_show": c.would_show,
        "would_show_id": c.item_id,
        "place": c.place,
        "leaves": c.leaves,
        "text": c.text,
        "kind": c.kind,
        "facts": {slot: plain(value) for slot, value in c.facts},
        "do": do(c.do),
    }


def do(what: Do | None) -> Json | None:
    """As a turn takes it back: {"instead": …}."""
    match what:
        case Drop(chip_id):
            return {"drop": chip_id}
        case Say(text):
            return {"say": text}
        case Feel(item_id, kind):
            return {"feel": {"item": item_id, "kind": kind}}
        case All(each):
            return {"all": [do(one) for one in each]}
        case _:
            return None


def _step(step: PathStep) -> Json:
    return {
        "step": step.step,
        "label": step.label,
        "in": step.before,
        "out": step.after,
        "detail": step.detail,
        "ms": round(step.ms, 3),
        "details": [{"label": d.label, "value": d.value} for d in step.details],
    }
