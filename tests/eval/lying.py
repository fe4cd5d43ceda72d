"""Whether anything false comes through from a large model that lies and breaks the form (tests.eval.liar).

    python -m tests.eval.lying [--turns 60] [--seed 7] [--catalogue DIR]

Real turns of the whole bot with that model behind it; asks from the bank of utterances. What is false was made so on
purpose, so that the checker is not judged by itself.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.phrasing.caveat import caveat
from bot.phrasing.reason_request import one_line
from bot.settings import read_settings
from bot.types import Act, Turn
from bot.wiring import Bot, assemble, load_encoder, open_index
from tests.bot.talking import Visitor
from tests.eval.bank import rows
from tests.eval.liar import Liar, Lie

NOWHERE = "http://127.0.0.1:9"
"""The address of a large model: with one, all cards are written in one call. Nothing is sent there."""


@dataclass(slots=True)
class Count:
    """Of turns with cards: how the reasons on them came about, what was false among them."""

    turns: int = 0
    cards: int = 0
    by_model: int = 0
    lost_caveats: int = 0
    through: list[tuple[Lie, str]] = field(default_factory=list)


def count(bot: Bot, liar: Liar, texts: Sequence[str]) -> Count:
    """One visitor a text."""
    found = Count()
    for text in texts:
        before = len(liar.lies)
        turn = Visitor(bot).say(text)
        if turn.cards is None or not turn.cards.cards:
            continue
        found.turns += 1
        found.cards += len(turn.cards.cards)
        for lie, shown in _false(turn, liar.lies[before:]):
            found.through.append((lie, shown))
        reasons = {one.item_id: one.justification for one in turn.justifications}
        for card in turn.cards.cards:
            said = reasons[card.recommendation.item.id]
            found.by_model += said.writer == "llm"
            found.lost_caveats += not said.text.endswith(caveat(card.reason))
    return found


def _false(turn: Turn, lies: Sequence[Lie]) -> Iterator[tuple[Lie, str]]:
    """The lies that stand on their items' cards, and those said of one item that stand on another's."""
    assert turn.cards is not None
    titles = {
        card.recommendation.item.id: one_line(card.recommendation.item.title) for card in turn.cards.cards
    }
    template = {card.recommendation.item.id: card.reason.text for card in turn.cards.cards}
    for one in turn.justifications:
        shown = one.justification.text
        if one.justification.writer != "llm":
            continue
        for lie in lies:
            if (
                titles[one.item_id] == lie.title
                and _holds(shown, lie.core)
                and lie.core not in template[one.item_id]
            ):
                yield lie, shown
        # A swapped card speaks of the other item by its title.
        for other in titles.values():
            if other != titles[one.item_id] and re.match(rf"{re.escape(other)} (?:is|has) ", shown):
                yield Lie("swapped", titles[one.item_id], other), shown


def _holds(text: str, core: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(core.casefold())}(?!\w)", text.casefold()) is not None


def asks(n: int) -> list[str]:
    """Utterances of the bank that ask for items, over and over until there are n."""
    texts = [
        row.text
        for row in rows("dev")
        if row.readings[0]["act"] == Act.RECOMMEND and not row.before.constraints
    ]
    return list(islice(cycle(texts), n))


def main(turns: int = 60, seed: int = 7, catalogue: Path | None = None) -> None:
    with TemporaryDirectory() as folder:
        changes: dict[str, object] = {
            "database": Path(folder) / "lying.db",
            "llm": "auto",
            "llm_url": NOWHERE,
        }
        if catalogue:
            changes["catalogue"] = catalogue
        settings = read_settings().model_copy(update=changes)
        encoder = load_encoder(settings)
        retriever = open_index(settings, encoder)
        liar = Liar(retriever.catalogue.schema, retriever.catalogue.items(), Random(seed))
        with closing(assemble(settings, retriever, encoder.name, liar)) as bot:
            report(count(bot, liar, asks(turns)), liar, getattr(bot.writer, "tally", None))


def report(found: Count, liar: Liar, tally: object) -> None:
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(lie.kind for lie in liar.lies).items()))
    forms = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(liar.breakages).items()))
    print(f"{found.turns} turns with {found.cards} cards")
    print(f"lies told: {len(liar.lies)} ({kinds})")
    print(f"answers out of form: {len(liar.breakages)} ({forms})")
    print(f"reasons of the model shown: {found.by_model} of {found.cards}; {tally}")
    print(f"lies shown: {len(found.through)}; caveats lost: {found.lost_caveats}")
    for lie, shown in found.through:
        print(f"  {lie.kind} ({lie.core}) on {lie.title}: {shown}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--catalogue", type=Path)
    main(**vars(parser.parse_args()))
