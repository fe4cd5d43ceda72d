"""One turn: cards come first and are kept, words follow, and no model's fault ever reaches the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from bot.models.scripted import GARBAGE, NOTHING, Answer, ScriptedModel, endless, unavailable
from bot.types import Act, Card, Cards, Done, Event, Justified, PromptUse, Said, Understood
from prompts.registry import Prompts
from recsys.types import Justification
from retrieval.retriever import HybridRetriever
from retrieval.types import Constraint
from tests.bot.talking import Visitor, finished, reasons, shown
from tests.conftest import MakeBot
from tests.doubles import Teller


class Watching:
    """A writer that notes what the store and the screen had when it was called."""

    prompt = PromptUse("double", 1, "h", "none")

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.visitor: Visitor | None = None

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        assert self.visitor is not None
        stored = self.visitor.conversation.turns
        self.seen.append(f"written to with {len(stored)} turns stored, the last with {len(cards)} cards")
        self.asked = ask
        for card in cards:
            self.seen.append(f"wrote {card.recommendation.item.id}")
            yield Justified(card.recommendation.item.id, replace(card.reason, writer="llm"))


class Backwards(Watching):
    """Begins with the last card."""

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        yield from super().write_all(cards[::-1], ask)


def watched(make_bot: MakeBot, writer: Watching | None = None) -> tuple[Visitor, Watching]:
    bot, writer = make_bot(), writer or Watching()
    writer.visitor = Visitor(replace(bot, assistant=replace(bot.assistant, writer=writer)))
    return writer.visitor, writer


def test_cards_are_stored_and_yielded_before_the_writer_is_called(make_bot: MakeBot) -> None:
    visitor, writer = watched(make_bot)
    for event in visitor.bot.assistant.turn(visitor.conversation, "electric kettles"):
        writer.seen.append(type(event).__name__)
    first, second, third = shown(visitor.conversation.turns[0])
    assert writer.seen == [
        "Understood", "Cards", "Said", "written to with 1 turns stored, the last with 3 cards",
        f"wrote {first}", "Justified", f"wrote {second}", "Justified", f"wrote {third}", "Justified", "Done",
    ]  # fmt: skip


def test_sentences_come_as_they_are_written_and_are_kept_in_the_order_of_the_cards(make_bot: MakeBot) -> None:
    visitor, _ = watched(make_bot, Backwards())
    events = visitor.events("electric kettles")
    (turn,) = visitor.conversation.turns
    came = [event.item_id for event in events if isinstance(event, Justified)]
    assert came == shown(turn)[::-1]
    assert [one.item_id for one in finished(events).justifications] == shown(turn)
    assert [one.item_id for one in turn.justifications] == shown(turn)


def test_the_writer_hears_the_ask_with_what_still_holds(make_bot: MakeBot) -> None:
    visitor, writer = watched(make_bot)
    visitor.say("electric kettles")
    visitor.say("under 90 euros, electric ones")
    visitor.say("cheaper")
    assert writer.asked == "cheaper; electric"


def test_who_leaves_after_the_cards_has_a_stored_turn_with_its_reasons(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot(model=Teller()))
    events = visitor.bot.assistant.turn(visitor.conversation, "electric kettles")
    for event in events:
        if isinstance(event, Cards):
            break
    events.close()  # type: ignore[attr-defined]
    (turn,) = visitor.conversation.turns
    assert shown(turn) == [card.recommendation.item.id for card in event.cards]
    assert set(reasons(turn).values()) == {"template"}
    assert visitor.say("more").index == 1


def test_who_leaves_between_two_sentences_keeps_those_that_were_written(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot(model=Teller()))
    events = visitor.bot.assistant.turn(visitor.conversation, "electric kettles")
    written = next(event for event in events if isinstance(event, Justified))
    events.close()  # type: ignore[attr-defined]
    kept = visitor.conversation.turns[0].justifications
    assert next((j.item_id, j.justification.writer) for j in kept) == (written.item_id, "llm")
    assert [j.justification.writer for j in kept][1:] == ["template", "template"]


def test_a_models_sentence_replaces_the_template_and_is_stored_with_its_prompt(make_bot: MakeBot) -> None:
    bot = make_bot(model=Teller())
    visitor = Visitor(bot)
    turn = visitor.say("electric kettles")
    assert set(reasons(turn).values()) == {"llm"}
    (stored,) = visitor.conversation.turns
    assert stored.justifications == tuple(
        replace(one, justification=replace(one.justification, marks=())) for one in turn.justifications
    )
    used = Prompts.load().get("reason", 2)
    assert stored.prompt == PromptUse(used.name, used.version, used.hash, "teller")
    for item, justified in zip(turn.cards.cards, turn.justifications, strict=True):  # type: ignore[union-attr]
        assert justified.justification.text != item.reason.text
        assert justified.justification.evidence
        assert set(justified.justification.evidence) <= set(item.evidence)


OTHER_LANGUAGE = "Dieser Kessel ist genau richtig, weil er elektrisch ist und allen gefällt."
UNSUPPORTED = "You asked for “electric”, and it is the cheapest kettle ever made by Siemens in 1875."


@pytest.mark.parametrize(
    "answer",
    [UNSUPPORTED, GARBAGE, NOTHING, "", endless(), endless("one word and no "), OTHER_LANGUAGE, unavailable(),
     Answer(("You asked for “electric”, and",), unavailable().error), "<script>alert(1)</script>"],
    ids=["unsupported", "garbage", "nothing", "empty", "endless", "no-end", "German", "down", "breaks-off", "markup"],
)  # fmt: skip
def test_whatever_a_bad_model_says_the_templates_reason_stays(
    make_bot: MakeBot, answer: str | Answer
) -> None:
    visitor = Visitor(make_bot(answers=[answer] * 6))
    turn = visitor.say("electric kettles")
    assert len(turn.justifications) == 3
    for card, justified in zip(turn.cards.cards, turn.justifications, strict=True):  # type: ignore[union-attr]
        assert justified.justification == card.reason
    assert set(reasons(visitor.conversation.turns[0]).values()) == {"template"}


def test_a_model_that_is_late_is_not_waited_for(make_bot: MakeBot) -> None:
    """The deadline is on the clock of the writer: a double of it passes the limit at the first piece."""
    bot = make_bot(answers=["never read"] * 3)
    times = iter(range(0, 10_000, 1000))
    writer = replace(bot.writer, clock=lambda: float(next(times)))
    turn = Visitor(replace(bot, assistant=replace(bot.assistant, writer=writer))).say("electric kettles")
    assert set(reasons(turn).values()) == {"template"}
    assert writer.tally.failed == 3


def test_a_model_that_is_still_loading_is_not_asked(make_bot: MakeBot) -> None:
    bot = make_bot(answers=[], ready=False)
    assert set(reasons(Visitor(bot).say("electric kettles")).values()) == {"template"}
    assert isinstance(bot.model, ScriptedModel)
    assert bot.model.requests == []


def test_every_answer_says_what_was_understood_first_and_ends_with_the_turn(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot())
    for text in ("electric kettles", "thanks", "undo", "undo", "start over", "forget me"):
        events = visitor.events(text)
        assert isinstance(events[0], Understood)
        assert isinstance(events[-1], Done)
        assert sum(isinstance(event, Said) for event in events) == 1
        assert finished(events).reply == next(e.text for e in events if isinstance(e, Said))


def test_what_is_shown_is_what_is_stored(make_bot: MakeBot, films: HybridRetriever) -> None:
    visitor = Visitor(make_bot(of=films))
    for text in ("something like Heat", "shorter", "who directed Alien?", "more"):
        turn = visitor.say(text)
        stored = visitor.conversation.turns[-1]
        assert replace(turn, timings=stored.timings) == stored


def test_a_number_of_items_is_kept_to_and_never_too_large(make_bot: MakeBot, films: HybridRetriever) -> None:
    visitor = Visitor(make_bot(of=films))
    assert len(shown(visitor.say("show me 5 films"))) == 5
    assert len(shown(Visitor(make_bot(of=films, shown=2)).say("any films"))) == 2
    assistant = make_bot(of=films).assistant
    assert len(shown(assistant.once("show me 50 films"))) == 15


def test_a_single_answer_stores_nothing_and_keeps_to_all_that_it_is_given(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    bot = make_bot(of=films)
    before_2000 = Constraint("year", "<", 2000.0, "year")
    turn = bot.assistant.once("sci-fi films", 2, frozenset({"alien"}), (before_2000,))
    assert set(shown(turn)) == {"aliens", "odyssey"}
    assert bot.store.counts() == {"conversations": 0, "turns": 0, "feedback": 0}


@pytest.mark.parametrize(
    "text", ["hello", "thanks", "who directed Alien?", "why?", "undo", "help", "start over"]
)
def test_whatever_is_said_a_single_answer_keeps_to_its_filters(
    make_bot: MakeBot, films: HybridRetriever, text: str
) -> None:
    old = Constraint("year", "<", 1980.0, "year")
    turn = make_bot(of=films).assistant.once(text, 3, constraints=(old,))
    assert shown(turn)
    assert all(old.holds(card.recommendation.item) for card in turn.cards.cards)  # type: ignore[union-attr]


def test_a_filter_does_not_take_the_place_of_what_was_said(make_bot: MakeBot, films: HybridRetriever) -> None:
    wide = Constraint("runtime", "<=", 150.0, "runtime")
    turn = make_bot(of=films).assistant.once("films under two hours", 15, constraints=(wide,))
    runtimes = [card.recommendation.item.number("runtime") for card in turn.cards.cards]  # type: ignore[union-attr]
    assert runtimes
    assert all(minutes is not None and minutes < 120 for minutes in runtimes)


def test_a_single_answer_has_a_models_reasons_too(make_bot: MakeBot) -> None:
    turn = make_bot(model=Teller()).assistant.once("electric kettles")
    assert set(reasons(turn).values()) == {"llm"}


def test_rehearsing_leaves_no_trace(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.assistant.rehearse()
    assert bot.store.counts()["turns"] == 0


def test_a_question_is_asked_where_the_wish_is_open_and_cards_come_all_the_same(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    visitor = Visitor(make_bot(of=films))
    turn = visitor.say("a film")
    assert turn.cards is not None
    assert turn.question is not None
    assert turn.cards.outcome == "clarify"
    assert turn.reply.endswith(turn.question.text)
    assert len(shown(turn)) == 3
    again = visitor.say("something else")
    assert again.question is None or again.question.slot != turn.question.slot


class Empty:
    """A writer that gives nothing at all."""

    prompt = None

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        return iter(())


def test_a_writer_that_gives_nothing_leaves_a_finished_turn(make_bot: MakeBot) -> None:
    turn = replace(make_bot().assistant, writer=Empty()).once("electric kettles")
    assert len(shown(turn)) == 3
    assert turn.justifications == ()


def test_evidence_of_every_shown_sentence_is_the_cards(make_bot: MakeBot, films: HybridRetriever) -> None:
    turn = Visitor(make_bot(of=films)).say("crime films like Heat after 1970")
    said: list[tuple[Card, Justification]] = [
        (card, j.justification)
        for card, j in zip(turn.cards.cards, turn.justifications, strict=True)  # type: ignore[union-attr]
    ]
    assert said
    for card, justification in said:
        assert justification.evidence
        assert set(justification.evidence) <= set(card.evidence)


def test_an_act_of_each_kind_is_stored_under_its_name(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot())
    texts = {
        "electric kettles": Act.RECOMMEND,
        "cheaper": Act.CRITIQUE,
        "more": Act.MORE,
        "thanks": Act.THANKS,
    }
    for text in texts:
        visitor.say(text)
    assert [turn.act.act for turn in visitor.conversation.turns] == list(texts.values())


def _kinds(events: Sequence[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_words_alone_bring_no_cards(make_bot: MakeBot) -> None:
    assert _kinds(Visitor(make_bot()).events("thanks")) == ["Understood", "Said", "Done"]
