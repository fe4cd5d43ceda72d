"""What speaks against an item, in the words that its card has already."""

from __future__ import annotations

from recsys.asking import MIND
from recsys.types import Justification


def caveat(reason: Justification) -> str:
    """The end of a template's reason that says what speaks against the item: no model may leave that out.

    "" where the reason says nothing of the kind.
    """
    at = reason.text.rfind(f"{MIND} ")
    at = reason.text.rfind(f"{MIND}, ") if at < 0 else at
    return reason.text[at:] if at >= 0 and any(one.kind == "against" for one in reason.evidence) else ""
