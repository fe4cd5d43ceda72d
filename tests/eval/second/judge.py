"""A second judge of what is said of an item: every quotation, number, name, title, value, level, comparison and count
of a text is looked up anew, in the catalogue's own file and in what was said. It shares no code with the checker
(recsys.grounding) and knows nothing of evidence; a word that it cannot account for counts against the text.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.eval.second import facts, talk
from tests.eval.second.page import Claim, Heard, Page
from tests.eval.second.records import Records, Row

STEPS = (
    talk.quotations, facts.prose, talk.scores, talk.titles, talk.counts, talk.comparisons, talk.feelings,
    facts.unknown, facts.names, facts.numbers, facts.levels, facts.values, facts.rest,
)  # fmt: skip


def judge(records: Records, text: str, row: Row, heard: Heard, parts: Mapping[str, float]) -> list[Claim]:
    """All that a text claims of an item, in order; then of those claims that they were asked for, or are shared."""
    page = Page(records, text, row, heard, parts)
    found = sorted((claim for step in STEPS for claim in step(page)), key=lambda claim: claim.at)
    return [*found, *talk.asked(page, found), *talk.alike(page, found)]
