"""What the prompt for large models shows as an example would itself be shown: each claim holds by what it cites."""

from __future__ import annotations

import pytest

from bot.phrasing.answer_stream import AnswerStream
from prompts.registry import Prompts
from recsys.grounding import Checker
from recsys.types import Evidence
from retrieval.catalog import Catalogue
from tests.doubles import write_shop

# By the text of the prompt: what each line states of the item, as recsys.evidence would have it.
STATED = {
    "you asked for “no noise” and it has no noise": ("noise", ("no",), "no noise", ()),
    "you asked for “under 40 euros” and it has 35 € as its price": ("price", ("35 €",), "under 40 euros", ()),
    "you asked for “under 40 euros” and it has 25 € as its price": ("price", ("25 €",), "under 40 euros", ()),
    "it is a stovetop kettle": ("kinds", ("stovetop",), "catalogue", ()),
    "it is a stovetop and travel kettle": ("kinds", ("stovetop", "travel"), "catalogue", ()),
    "like Whistler, which you liked, it is by Ash & Son": (
        "maker", ("Ash & Son",), "I liked Whistler", ("Whistler",),
    ),
    "like Whistler, which you liked, it is a stovetop kettle": (
        "kinds", ("stovetop",), "I liked Whistler", ("Whistler",),
    ),
    "you asked for “travel” and it is an electric and travel kettle": (
        "kinds", ("electric", "travel"), "travel", (),
    ),
    "you asked for “electric” and it is an electric kettle": ("kinds", ("electric",), "electric", ()),
    "you asked for “by Corda” and it is by Corda": ("maker", ("Corda",), "by Corda", ()),
    "it is by Berg": ("maker", ("Berg",), "catalogue", ()),
    "it has 60 € as its price": ("price", ("60 €",), "catalogue", ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue.load(write_shop(tmp_path_factory.mktemp("kettles")))


def evidence_of(lines: list[str], shop: Catalogue) -> dict[str, list[Evidence]]:
    """By the items' titles, read from an example's request."""
    found: dict[str, list[Evidence]] = {}
    for line in lines:
        head, _, text = line.partition(": ")
        if head.startswith("item "):
            found[text] = []
            continue
        number, kind = head.split()
        told = STATED.get(text) or ("summary", (text,), "catalogue", ())
        found[list(found)[-1]].append(Evidence(number, kind, text, *told[:2], told[3], told[2]))  # type: ignore[arg-type]
    return found


def test_every_example_of_the_prompt_keeps_its_own_rules(shop: Catalogue) -> None:
    prompt = Prompts.load().get("reasons")
    checker = Checker(shop.schema, shop.items())
    messages = prompt.render(ask="", items="")[1:-1]
    assert len(messages) >= 4
    for (_, asked), (_, answered) in zip(messages[::2], messages[1::2], strict=True):
        lines = asked.splitlines()
        assert lines[0].startswith("tone: ")
        items = evidence_of(lines[3:], shop)
        stream = AnswerStream()
        cards = list(stream.feed(answered))
        assert [card.item for card in cards] == list(range(1, len(items) + 1))
        for card, (title, evidence) in zip(cards, items.items(), strict=True):
            item = next(item for item in shop.items() if item.title == title)
            for claim in card.claims:
                cited = [one for one in evidence if one.id in claim.evidence]
                verdict = checker.check(claim.text, item, cited)
                assert verdict.supported, (claim.text, verdict.problems)
                assert set(claim.evidence) == set(verdict.used), claim.text
