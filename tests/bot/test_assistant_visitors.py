"""Many visitors in one process, two turns at once, and utterances that nobody should send."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import BadUtterance, ConversationBusy, UnknownConversation, UnknownItem
from bot.types import Cards
from bot.utterance import clean
from tests.bot.talking import Visitor, shown
from tests.conftest import MakeBot
from tests.retrieval.kettles import retriever_of

WISHES = (
    "electric kettles",
    "stovetop kettles",
    "kettles by Berg",
    "travel kettles",
    "kettles under 40 euros",
)


def test_visitors_at_once_never_see_each_others_state(make_bot: MakeBot) -> None:
    bot = make_bot()

    def talk(wish: str) -> list[tuple[object, ...]]:
        visitor = Visitor(bot)
        turns = [visitor.say(text) for text in (wish, "not by Dane", "more", "undo")]
        assert visitor.conversation.turns[0].text == wish
        return [(turn.state, turn.reply, tuple(shown(turn))) for turn in turns]

    alone = [talk(wish) for wish in WISHES]
    with ThreadPoolExecutor(len(WISHES) * 2) as pool:
        together = list(pool.map(talk, WISHES * 2))
    assert together == alone * 2
    assert len({str(answers) for answers in alone}) == len(WISHES)


def test_the_second_of_two_turns_at_once_is_refused_and_loses_nothing(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot())
    before = visitor.conversation
    first = visitor.bot.assistant.turn(before, "electric kettles")
    for event in first:
        if isinstance(event, Cards):
            break
    with pytest.raises(ConversationBusy, match="Load it again"):
        list(visitor.bot.assistant.turn(before, "stovetop kettles"))
    list(first)
    assert [turn.text for turn in visitor.conversation.turns] == ["electric kettles"]


def test_feedback_on_what_is_not_here_is_refused(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot())
    with pytest.raises(UnknownItem, match="The catalogue has no item “teapot”; use an id"):
        visitor.feel("teapot", "like")
    assert visitor.conversation.feedback == ()


def test_a_conversation_that_is_gone_is_not_written_to(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot())
    before = visitor.conversation
    visitor.bot.store.delete(visitor.id)
    with pytest.raises(UnknownConversation):
        list(visitor.bot.assistant.turn(before, "electric kettles"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no words"), ("   \n\t ", "no words"), ("\x00\x07\x1b", "no words"), ("🙂🙂🎬", "no words"),
        ("?!… --", "no words"), ("\ud800", "no words"), ("\u202e\u200b\ufeff", "no words"),
        ("a" * 100_000, "100,000 characters; at most 4,000 are read"),
    ],
    ids=["empty", "blank", "control", "emoji", "marks", "surrogate", "invisible", "100 kB"],
)  # fmt: skip
def test_what_has_no_words_or_too_many_is_refused_before_anything_is_stored(
    make_bot: MakeBot, text: str, says: str
) -> None:
    visitor = Visitor(make_bot())
    with pytest.raises(BadUtterance, match=says):
        visitor.say(text)
    with pytest.raises(BadUtterance, match=says):
        visitor.bot.assistant.once(text)
    assert visitor.conversation.turns == ()


@pytest.mark.parametrize(
    "text",
    [
        "electric kettles \ud83d please", "элект電気 électrique kettles", "electric\x00kettles\x1b[31m",
        "kettles 🙂 électric", "'; DROP TABLE turns; --", "<script>alert(1)</script>", "{title} {0} %s \\n",
        "a" * 4000, "kettle " * 500, "مرحبا kettles", "1" * 400,
    ],
)  # fmt: skip
def test_strange_words_get_an_answer_and_are_kept_as_one_clean_line(make_bot: MakeBot, text: str) -> None:
    visitor = Visitor(make_bot())
    turn = visitor.say(text)
    assert turn.reply
    stored = visitor.conversation.turns[0].text
    assert stored == turn.text == clean(text, 4000)
    assert stored.isprintable()


def test_marks_that_turn_text_around_vanish_and_joiners_stay() -> None:
    assert clean("el\u00adec\u202etric\u2066 ke\u200bttle", 100) == "electric kettle"
    assert clean("می\u200cخواهم", 100) == "می\u200cخواهم"


def test_an_utterance_is_composed_and_single_spaced() -> None:
    assert clean("  Ame\u0301lie\r\n\tand   Heat ", 100) == "Amélie and Heat"


def test_an_empty_shelf_says_that_it_is(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot(of=retriever_of(())))
    turn = visitor.say("something quiet")
    assert (shown(turn), turn.reply) == ([], "We have no kettles at all.")
    assert visitor.say("more").reply == "We have no kettles at all."
