"""What each act does to the conversation, in kettles and in films."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.history import current
from bot.types import Act, Cards, FeedbackKind, Justified, Understood
from retrieval.retriever import HybridRetriever
from tests.bot.shelves import FILMS
from tests.bot.talking import Visitor, finished, reasons, shown
from tests.conftest import MakeBot
from tests.doubles import KETTLES, Teller


@pytest.fixture
def visitor(make_bot: MakeBot) -> Visitor:
    return Visitor(make_bot())


@pytest.fixture
def viewer(make_bot: MakeBot, films: HybridRetriever) -> Visitor:
    return Visitor(make_bot(of=films))


def chips(visitor: Visitor) -> dict[str, str]:
    """Label → id of the chips as they are now."""
    understood = next(e for e in visitor.events("thanks") if isinstance(e, Understood))
    return {chip.label: chip.id for chip in understood.chips}


def test_undo_goes_back_one_wish_at_a_time(visitor: Visitor) -> None:
    first = visitor.say("electric kettles")
    second = visitor.say("under 90 euros")
    visitor.say("by Dane")
    back = visitor.say("undo")
    assert (shown(back), back.state, back.question) == (shown(second), second.state, second.question)
    assert back.reply == "Undone. We are back at “under 90 euros”."
    assert shown(visitor.say("undo")) == shown(first)
    start = visitor.say("undo")
    assert (shown(start), start.state.constraints, start.reply) == (
        [], (), "Undone. We are back at the beginning.",
    )  # fmt: skip
    assert visitor.say("undo").reply == "There is nothing left to undo."
    assert shown(visitor.say("electric kettles")) == shown(first)


def test_undo_with_nothing_said_yet_has_nothing_to_undo(visitor: Visitor) -> None:
    visitor.say("thanks")
    assert visitor.say("undo").reply == "There is nothing left to undo."


def test_undo_steps_over_questions_and_thanks(viewer: Visitor) -> None:
    first = viewer.say("crime films")
    viewer.say("under two hours")
    viewer.say("who directed the first one?")
    viewer.say("thanks")
    assert shown(viewer.say("undo")) == shown(first)


def test_an_undone_wish_can_be_followed_by_another_and_undone_again(visitor: Visitor) -> None:
    first = visitor.say("electric kettles")
    visitor.say("by Dane")
    visitor.say("undo")
    visitor.say("by Berg")
    assert shown(visitor.say("undo")) == shown(first)


def test_undo_brings_the_models_sentences_back_as_they_were(make_bot: MakeBot) -> None:
    visitor = Visitor(make_bot(model=Teller()))
    first = visitor.say("electric kettles")
    visitor.say("cheaper")
    events = visitor.events("undo")
    # Marks are not stored: they are asked for where somebody asks why.
    stored = tuple(
        replace(one, justification=replace(one.justification, marks=())) for one in first.justifications
    )
    assert tuple(e for e in events if isinstance(e, Justified)) == stored
    assert visitor.conversation.turns[-1].justifications == stored
    assert visitor.conversation.turns[-1].prompt == first.prompt


def test_undo_does_not_bring_back_what_a_button_rejected(visitor: Visitor) -> None:
    first = visitor.say("electric kettles")
    rejected, liked = shown(first)[:2]
    visitor.feel(rejected, "dismiss")
    second = visitor.say("under 90 euros")
    visitor.feel(shown(second)[0], "dislike")
    state = visitor.say("undo").state
    assert {rejected, shown(second)[0]} <= set(state.rejected)
    assert liked not in state.rejected
    assert set(state.rejected) <= set(visitor.say("undo").state.rejected)


def test_undo_after_starting_over_returns_to_the_wishes(visitor: Visitor) -> None:
    first = visitor.say("electric kettles")
    assert visitor.say("start over").state.constraints == ()
    assert visitor.say("undo").state == first.state


def test_starting_over_keeps_what_was_rejected_and_nothing_else(visitor: Visitor) -> None:
    first = visitor.say("electric kettles under 100 euros")
    visitor.feel(shown(first)[0], "dislike")
    state = visitor.say("start over").state
    assert (state.constraints, state.disliked, state.rejected) == ((), (), (shown(first)[0],))
    assert shown(first)[0] not in shown(visitor.say("electric kettles"))


def test_forgetting_deletes_what_was_said_and_the_words_that_asked_for_it(visitor: Visitor) -> None:
    visitor.feel(shown(visitor.say("electric kettles"))[0], "like")
    turn = visitor.say("please forget me")
    conversation = visitor.conversation
    assert [t.act.act for t in conversation.turns] == [Act.FORGET]
    assert (conversation.feedback, conversation.turns[0].text, conversation.turns[0].act.text) == ((), "", "")
    assert turn.reply.startswith("Everything said in this conversation is deleted.")
    assert current(conversation).constraints == ()
    assert len(shown(visitor.say("stovetop kettles"))) == 3
    visitor.say("undo")
    assert visitor.say("undo").reply == "There is nothing left to undo."


def test_dropping_a_chip_takes_back_only_that(visitor: Visitor) -> None:
    visitor.say("electric kettles under 90 euros")
    turn = visitor.drop(chips(visitor)["electric"])
    assert [c.slot for c in turn.state.constraints] == ["price"]
    assert turn.text == "without “electric”"
    assert shown(turn)
    assert "electric" not in chips(visitor)
    assert [c.slot for c in visitor.say("undo").state.constraints] == ["kinds", "price"]


def test_dropping_a_chip_that_is_gone_changes_no_wish(visitor: Visitor) -> None:
    before = visitor.say("electric kettles").state.constraints
    turn = visitor.drop("constraint:no\x00such")
    assert (turn.state.constraints, turn.text) == (before, "without “that”")


def test_more_shows_others_until_all_have_been_seen(viewer: Visitor) -> None:
    seen = shown(viewer.say("films"))
    for _ in range(4):
        new = shown(viewer.say("more"))
        assert len(new) == 3
        assert not set(new) & set(seen)
        seen += new
    assert len(seen) == len(FILMS)
    end = viewer.say("more")
    assert shown(end) == []
    assert end.cards is not None
    assert end.cards.outcome == "none"
    assert end.reply.startswith("You have now seen or set aside all 15 films that we have.")
    viewer.say("start over")
    assert len(shown(viewer.say("films"))) == 3


def test_the_end_of_the_shelf_says_how_many_met_the_wishes(visitor: Visitor) -> None:
    visitor.say("kettles for travel")
    while shown(visitor.say("more")):
        pass
    reply = visitor.conversation.turns[-1].reply
    assert reply == (
        "You have now seen or set aside all 10 kettles that we have, among them 2 that meet your wishes. "
        "Say “start over” to see them again."
    )


def test_a_critique_compares_with_what_is_on_the_screen(visitor: Visitor) -> None:
    prices = {item["id"]: item["price"] for item in KETTLES}
    first = shown(visitor.say("electric kettles"))
    second = shown(visitor.say("cheaper"))
    assert second
    mean = sum(prices[i] for i in first) / 3
    assert all(prices[i] < mean for i in second)


def test_more_like_one_of_them_moves_the_list_towards_it(viewer: Visitor) -> None:
    viewer.say("any films")
    turn = viewer.say("something like Alien")
    assert [m.item_id for m in turn.state.like_this] == ["alien"]
    assert shown(turn)[0] == "aliens"
    assert "like Alien" in turn.reply


@pytest.mark.parametrize("kind", ["dislike", "dismiss"])
def test_what_is_rejected_by_a_button_is_not_in_the_next_list(visitor: Visitor, kind: FeedbackKind) -> None:
    best = shown(visitor.say("electric kettles"))[0]
    visitor.feel(best, kind)
    visitor.say("start over")
    again = visitor.say("electric kettles")
    assert len(shown(again)) == 3
    assert best not in shown(again)


def test_a_taken_back_rejection_may_be_shown_again(visitor: Visitor) -> None:
    best = shown(visitor.say("electric kettles"))[0]
    visitor.feel(best, "dislike")
    visitor.feel(best, "undo")
    visitor.say("start over")
    assert shown(visitor.say("electric kettles"))[0] == best


def test_a_like_changes_the_very_next_list(viewer: Visitor) -> None:
    without = Visitor(viewer.bot)
    plain = shown(without.say("films"))
    other = shown(without.say("more"))
    assert shown(viewer.say("films")) == plain
    viewer.feel("aliens", "like")
    turn = viewer.say("more")
    assert shown(turn) != other
    best = turn.cards.cards[0]  # type: ignore[union-attr]
    parts = {c.name: c.value for c in best.recommendation.contributions}
    assert parts["liked"] > 0
    assert any("Aliens" in evidence.titles for evidence in best.evidence)
    assert "liked Aliens" in chips(viewer)


def test_a_dislike_changes_the_very_next_list(viewer: Visitor) -> None:
    without = Visitor(viewer.bot)
    without.say("films")
    other = without.say("more")
    viewer.say("films")
    viewer.feel("seven", "dislike")
    turn = viewer.say("more")
    assert "seven" not in shown(turn)
    names = {c.name: c.value for card in turn.cards.cards for c in card.recommendation.contributions}  # type: ignore[union-attr]
    assert "disliked" in names
    assert [c.recommendation.score for c in turn.cards.cards] != [  # type: ignore[union-attr]
        c.recommendation.score
        for c in other.cards.cards  # type: ignore[union-attr]
    ]


def test_a_rating_and_a_click_are_kept_and_bring_the_item_into_focus(viewer: Visitor) -> None:
    viewer.say("crime films")
    viewer.feel("drive", "rating", 4.5)
    assert viewer.conversation.feedback[0].value == 4.5
    assert viewer.say("how long is it?").reply == "Drive — running time: 100 min."
    viewer.feel("heat", "click")
    assert viewer.say("who directed it?").reply == "Heat — director: Michael Mann."


def test_what_was_let_go_of_is_said_and_named(visitor: Visitor) -> None:
    turn = visitor.say("stovetop kettles by Berg")
    assert turn.cards is not None
    assert turn.cards.outcome == "relaxed"
    (given_up,) = turn.cards.relaxed
    assert given_up.slot in ("kinds", "maker")
    label = "stovetop" if given_up.slot == "kinds" else "Berg"
    assert turn.reply.startswith(f"No kettle here meets “{label}” as well as")
    assert f"so I let go of “{label}”" in turn.reply
    kept = [c for c in turn.state.constraints if c != given_up]
    assert kept
    assert all(c.holds(card.recommendation.item) for c in kept for card in turn.cards.cards)


def test_when_all_that_fit_were_seen_the_next_nearest_come_and_it_says_so(visitor: Visitor) -> None:
    visitor.say("travel kettles by Berg")
    turn = visitor.say("more")
    assert turn.cards is not None
    assert turn.cards.outcome == "relaxed"
    assert turn.reply.startswith("No other kettle here meets")


def test_two_kept_and_two_lost_wishes_are_told_apart(visitor: Visitor) -> None:
    turn = visitor.say("travel kettles by Fedorov under 10 euros, made after 1995")
    assert turn.cards is not None
    assert turn.cards.relaxed
    given_up, rest = turn.reply.split(", so I let go of ")
    for constraint in turn.cards.relaxed:
        assert constraint in turn.state.constraints
    assert "as well as" in given_up
    assert rest.count("“") >= len({c.slot for c in turn.cards.relaxed})


def test_what_we_lack_is_said_and_what_comes_instead_is_not_called_near(viewer: Visitor) -> None:
    turn = viewer.say("something like Quibbleton Junction")
    assert turn.cards is not None
    assert turn.cards.outcome == "relaxed"
    assert turn.reply.startswith("We don't have “Quibbleton Junction” among our films.")
    assert "that we do have" in turn.reply
    assert "nearest" not in turn.reply
    assert [c.value for c in turn.cards.relaxed] == ["Quibbleton Junction"]


def test_what_comes_near_a_wish_beside_what_we_lack_is_labelled_as_nearest(viewer: Visitor) -> None:
    turn = viewer.say("something like Quibbleton Junction, a crime film")
    assert turn.reply.startswith("We don't have “Quibbleton Junction” among our films.")
    assert "the nearest to what you describe" in turn.reply


def test_why_tells_the_evidence_and_the_parts_that_ranked_it(viewer: Visitor) -> None:
    turn = viewer.say("crime films like Heat")
    best = turn.cards.cards[0]  # type: ignore[union-attr]
    reply = viewer.say("why the first one?").reply
    assert reply.startswith(f"{best.recommendation.item.title}: ")
    assert f"Its score is {best.recommendation.score:.2f}: " in reply
    told = [e.text.rstrip(".") for e in best.evidence if e.kind != "model"]
    assert told
    assert all(text in reply for text in told)


def test_why_of_something_that_was_not_shown_says_so(viewer: Visitor) -> None:
    viewer.say("crime films")
    assert viewer.say("why Amélie?").reply.startswith("I have not shown you Amélie.")


def test_why_not_names_the_wish_that_it_breaks(viewer: Visitor) -> None:
    viewer.say("crime films under two hours")
    reply = viewer.say("why not The Godfather?").reply
    assert reply.startswith("The Godfather: you asked for “under two hours” but it is 175 min")
    assert viewer.say("why not heat").reply.startswith("Heat: you asked for “under two hours” but it is 170")


def test_why_not_names_the_lower_score(viewer: Visitor) -> None:
    turn = viewer.say("something like Heat")
    last = turn.cards.cards[-1].recommendation.item.title  # type: ignore[union-attr]
    reply = viewer.say("why not Alien?").reply
    assert "it scored" in reply
    assert last in reply


def test_why_not_of_what_is_on_the_screen_of_the_rejected_and_of_the_named(viewer: Visitor) -> None:
    best = shown(viewer.say("something like Heat"))[0]
    title = viewer.bot.shelf.get(best).title  # type: ignore[union-attr]
    assert viewer.say(f"why not {title}?").reply == f"{title} is one of those I am showing you."
    viewer.feel(best, "dislike")
    assert viewer.say(f"why not {title}?").reply == f"You told me that you do not want {title}."
    assert viewer.say("why not Heat?").reply == "You named Heat yourself, so I look for others."


def test_why_not_before_any_list(viewer: Visitor) -> None:
    assert viewer.say("why not Alien?").reply.startswith("I have not shown you any films yet.")


def test_why_not_of_what_has_moved_up_says_where_it_would_stand(viewer: Visitor) -> None:
    turn = viewer.say("something like Heat")
    following = shown(Visitor(viewer.bot).say("show me 4 films like Heat"))[3]
    for item_id in shown(turn):
        viewer.feel(item_id, "dismiss")
    title = viewer.bot.shelf.get(following).title  # type: ignore[union-attr]
    assert "would now come at place" in viewer.say(f"why not {title}?").reply


def test_why_and_why_not_of_what_we_lack(viewer: Visitor) -> None:
    viewer.say("crime films")
    assert "We don't have “Titanic”" in viewer.say("why not Titanic?").reply


def test_facts_are_the_catalogues(viewer: Visitor) -> None:
    assert viewer.say("who directed Alien?").reply == "Alien — director: Ridley Scott."
    assert viewer.say("how long is Heat?").reply == "Heat — running time: 170 min."
    assert "We don't have “Titanic”" in viewer.say("who directed Titanic?").reply


def test_a_fact_of_nothing_asks_which_one(viewer: Visitor) -> None:
    assert viewer.say("why?").reply == "Tell me which film you mean: its title, or “the first one”."


def test_two_are_compared_side_by_side(viewer: Visitor) -> None:
    lines = viewer.say("compare Heat and Alien").reply.splitlines()
    assert "Running time — Heat: 170 min; Alien: 117 min." in lines
    assert lines[-1].startswith("Both have the same country (United States)")


def test_one_alone_cannot_be_compared(viewer: Visitor) -> None:
    assert viewer.say("compare Heat").reply == "Name two films and I will put them side by side."


def test_what_is_remembered_is_what_the_chips_say(viewer: Visitor) -> None:
    assert viewer.say("what do you know about me?").reply == "In this conversation I remember no wishes yet."
    viewer.say("I loved Alien, no crime films, under two hours")
    reply = viewer.say("what do you know about me?").reply
    for label in ("not crime", "under 120 min", "liked Alien"):
        assert label in reply


@pytest.mark.parametrize(
    ("text", "act", "begins"),
    [
        ("thanks!", Act.THANKS, "You're welcome."),
        ("help", Act.HELP, "Tell me in your own words what kettles you want"),
        ("a person, please", Act.PERSON, "I have noted that you want to speak with a person"),
        ("hello", Act.SMALLTALK, "Hello! I am a program that finds kettles"),
        ("start over", Act.RESET, "We start over. What kettles"),
    ],
)
def test_small_talk_is_answered_in_a_line_and_led_back(
    visitor: Visitor, text: str, act: Act, begins: str
) -> None:
    first = visitor.say("electric kettles")
    turn = visitor.say(text)
    assert (turn.act.act, turn.cards) == (act, None)
    assert turn.reply.startswith(begins)
    assert "kettles" in turn.reply
    if act is not Act.RESET:
        assert turn.state == first.state


def test_cards_of_an_undo_come_before_its_words(visitor: Visitor) -> None:
    visitor.say("electric kettles")
    visitor.say("cheaper")
    events = visitor.events("undo")
    assert isinstance(events[1], Cards)
    assert set(reasons(finished(events)).values()) == {"template"}
