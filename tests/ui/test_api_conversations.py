"""Conversations over HTTP: turns as JSON and as events, chips, transcript, feedback, why, forgetting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from bot.errors import ModelUnavailable
from bot.models.scripted import Answer
from bot.types import Card, Justified, PromptUse
from recsys.types import Justification
from ui import models
from ui.api import create_api

ASK = "an electric kettle"


def test_a_turn_answers_with_cards_reply_and_chips(visitor) -> None:
    turn = visitor.say(ASK)
    assert {"turn_index", "act", "reply", "recommendations", "state", "trace_id"} <= turn.keys()
    assert (turn["turn_index"], turn["act"]) == (0, "recommend")
    assert turn["reply"]
    assert len(turn["recommendations"]["items"]) == 3
    assert turn["recommendations"]["trace_id"] == turn["trace_id"]
    assert any(chip["label"] == "electric" and chip["kind"] == "constraint" for chip in turn["state"])


def test_words_alone_come_without_recommendations(visitor) -> None:
    turn = visitor.say("thanks")
    assert turn["act"] == "thanks"
    assert turn["recommendations"] is None
    assert turn["reply"]


def test_what_was_shown_is_not_shown_again(visitor) -> None:
    shown = [item["id"] for _ in range(2) for item in visitor.say(ASK)["recommendations"]["items"]]
    assert len(shown) == len(set(shown)) == 6


def test_the_events_come_in_the_order_that_the_contract_gives_and_tell_what_the_turn_tells(visitor) -> None:
    events = visitor.stream(ASK)
    names = [name for name, _ in events]
    assert names == ["understanding", "cards", "delta", *["justification"] * 3, "done"]
    told = {name: data for name, data in events if name != "justification"}
    understood, cards, done = told["understanding"], told["cards"], told["done"]
    assert understood["act"] == "recommend"
    assert understood["constraints"] == cards["understanding"]["constraints"]
    for item in cards["items"]:
        assert item["reason"]
        assert "justification" not in item
    models.TurnShown.model_validate(done)
    items = done["recommendations"]["items"]
    assert [item["id"] for item in items] == [item["id"] for item in cards["items"]]
    assert [(item["id"], item["justification"]) for item in items] == [
        (data["item_id"], data["justification"]) for name, data in events if name == "justification"
    ]
    assert "".join(data["text"] for name, data in events if name == "delta") == done["reply"]
    assert visitor.read()["turns"][0]["recommendations"]["items"] == items


def test_events_have_ids_that_count_and_are_not_cached_or_buffered(visitor) -> None:
    headers = {**visitor.headers, "Accept": "text/event-stream"}
    answer = visitor.client.post(f"{visitor.url}/turns", json={"text": ASK}, headers=headers)
    ids = [int(line[4:]) for line in answer.text.splitlines() if line.startswith("id: ")]
    assert ids == list(range(1, len(ids) + 1))
    assert len(ids) > 3
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["x-request-id"]


def test_cards_are_stored_and_counted_before_the_model_is_asked(make_bot: Callable, visit: Callable) -> None:
    at_first_word: list[tuple[int, bool]] = []
    bot = make_bot(
        [
            Answer(
                ("nothing that holds.",),
                before=lambda: at_first_word.append((bot.store.counts()["turns"], counted())),
            )
        ]
        * 30
    )
    client = TestClient(create_api(bot))

    def counted() -> bool:
        return "because_time_to_cards_seconds_count 1.0" in client.get("/metrics").text

    visit(client).stream(ASK)
    assert at_first_word
    assert set(at_first_word) == {(1, True)}


class SaysItIsSo:
    """A writer whose model always finds words."""

    prompt = PromptUse("reason", 7, "0a1b", "small")

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        for card in cards:
            said = Justification(f"It is so, as you said: {ask}.", "llm", card.evidence[:1])
            yield Justified(card.recommendation.item.id, said)


def test_a_sentence_of_the_model_is_told_kept_and_explained_with_its_prompt(bot, visit: Callable) -> None:
    talking = replace(bot.assistant, writer=SaysItIsSo())
    client = TestClient(create_api(replace(bot, assistant=talking, speakers={**bot.speakers, "en": talking})))
    visitor = visit(client)
    events = visitor.stream(ASK)
    said = [data for name, data in events if name == "justification"]
    assert {one["justification"]["text"] for one in said} == {f"It is so, as you said: {ASK}."}
    assert {one["justification"]["writer"] for one in said} == {"llm"}
    kept = visitor.read()["turns"][0]["recommendations"]["items"]
    assert [item["justification"] for item in kept] == [one["justification"] for one in said]
    assert all(item["reason"] != item["justification"]["text"] for item in kept)
    url = f"{visitor.url}/explanations/{said[0]['item_id']}"
    why = client.get(url, headers=visitor.headers).json()
    assert why["prompt"] == {"name": "reason", "version": 7, "hash": "0a1b"}
    assert why["model"] == {"encoder": "hashing-256", "llm": "small", "writer": "llm"}


def test_a_model_that_is_down_costs_nothing_but_its_sentences(make_bot: Callable, visit: Callable) -> None:
    bot = make_bot([Answer(error=ModelUnavailable("down"))] * 30)
    visitor = visit(TestClient(create_api(bot)))
    events = visitor.stream(ASK)
    assert [data["justification"]["writer"] for name, data in events if name == "justification"] == [
        "template"
    ] * 3
    assert events[-1][0] == "done"


def test_a_fault_within_a_stream_is_told_as_an_error_event(make_bot: Callable, visit: Callable) -> None:
    bot = make_bot([Answer(error=LookupError("secret"))])
    visitor = visit(TestClient(create_api(bot)))
    events = visitor.stream(ASK)
    name, problem = events[-1]
    assert name == "error"
    assert problem["status"] == 500
    assert problem["request_id"]
    assert "secret" not in json.dumps(events)
    assert "cards" in [name for name, _ in events]


def test_a_bad_utterance_is_told_as_a_status_and_not_stored_also_to_who_listens_for_events(visitor) -> None:
    for accept in ("text/event-stream", "application/json"):
        headers = {**visitor.headers, "Accept": accept}
        for text in ("", "   ", "\u0007", "x" * 5000):
            answer = visitor.client.post(f"{visitor.url}/turns", json={"text": text}, headers=headers)
            assert answer.status_code == 422
            assert answer.headers["content-type"] == "application/problem+json"
    assert visitor.read()["turns"] == []


def test_a_chip_can_be_taken_back(visitor) -> None:
    chip = next(chip for chip in visitor.say(ASK)["state"] if chip["label"] == "electric")
    turn = visitor.turn({"drop": chip["id"]}).json()
    assert chip["id"] not in [c["id"] for c in turn["state"]]
    assert turn["recommendations"]["understanding"]["constraints"] == []


@pytest.mark.parametrize("body", [{}, {"text": "a", "drop": "b"}, {"drop": ""}, {"words": "a"}])
def test_a_turn_is_either_words_or_a_chip(visitor, body: dict) -> None:
    assert visitor.turn(body).status_code == 422


def test_the_transcript_has_every_turn_and_what_was_done_with_it(visitor) -> None:
    first = visitor.say(ASK)
    item = first["recommendations"]["items"][0]["id"]
    visitor.feedback(item_id=item, kind="rating", value=4.5)
    visitor.say("thanks")
    read = visitor.read()
    assert [turn["text"] for turn in read["turns"]] == [ASK, "thanks"]
    for told in (first, read["turns"][0]):
        told["recommendations"].pop("timings_ms")  # the last part of them is known after the turn is stored
    assert {key: read["turns"][0][key] for key in first} == first
    (feedback,) = read["feedback"]
    assert (feedback["item_id"], feedback["kind"], feedback["value"], feedback["turn_index"]) == (
        item,
        "rating",
        4.5,
        0,
    )
    assert read["state"] == read["turns"][-1]["state"]


def test_feedback_changes_the_state_and_the_very_next_list(visitor) -> None:
    first = visitor.say(ASK)["recommendations"]["items"]
    answer = visitor.feedback(item_id=first[0]["id"], kind="like")
    assert answer.status_code == 201
    assert [chip["label"] for chip in visitor.read()["state"] if chip["kind"] == "liked"] == [
        f"liked {first[0]['title']}"
    ]
    turn = visitor.say("another electric kettle")
    assert [like["id"] for like in turn["recommendations"]["understanding"]["likes"]] == [first[0]["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {"item_id": "nowhere", "kind": "like"},
        {"item_id": "k1", "kind": "adore"},
        {"item_id": "k1", "kind": "rating"},
        {"item_id": "k1", "kind": "rating", "value": "NaN"},
        {"item_id": "k1", "kind": "rating", "value": "five"},
        {"item_id": "", "kind": "like"},
        {"kind": "like"},
    ],
)
def test_feedback_that_cannot_be_used_is_refused_and_not_stored(visitor, body: dict) -> None:
    assert visitor.feedback(**body).status_code == 422
    assert visitor.read()["feedback"] == []


def test_an_explanation_adds_up_and_tells_the_way_to_the_item(visitor) -> None:
    item = visitor.say(ASK)["recommendations"]["items"][0]
    answer = visitor.client.get(f"{visitor.url}/explanations/{item['id']}", headers=visitor.headers)
    why = answer.json()
    assert why.keys() == {
        "item_id", "title", "score", "contributions", "phrases", "history", "attribution", "evidence",
        "justification", "against", "counterfactuals", "path", "prompt", "model",
    }  # fmt: skip
    assert why["contributions"] == item["contributions"]
    assert sum(part["value"] for part in why["contributions"]) == pytest.approx(why["score"], abs=1e-6)
    assert why["evidence"][0].keys() == {"id", "kind", "text", "source", "moved"}
    assert why["justification"]["text"] == item["justification"]["text"]
    assert [e for e in why["evidence"] if e["kind"] == "against"] == why["against"]
    assert why["path"][0].keys() == {"step", "label", "in", "out", "detail", "ms", "details"}
    assert next(step["in"] for step in why["path"] if step["step"] == "catalogue") == 10
    assert why["prompt"] is None


def test_what_was_not_shown_is_not_explained(visitor) -> None:
    visitor.say(ASK)
    for item_id in ("k0", "nowhere"):
        answer = visitor.client.get(f"{visitor.url}/explanations/{item_id}", headers=visitor.headers)
        assert answer.status_code == 404
        assert "has not shown" in answer.json()["detail"]


def test_a_deleted_conversation_is_gone(visitor, bot) -> None:
    visitor.say(ASK)
    visitor.feedback(item_id="k1", kind="like")
    assert visitor.client.delete(visitor.url, headers=visitor.headers).status_code == 204
    for method, url in (("GET", visitor.url), ("DELETE", visitor.url)):
        assert visitor.client.request(method, url, headers=visitor.headers).status_code == 404
    assert bot.store.counts() == {"conversations": 0, "turns": 0, "feedback": 0}


def test_forget_me_said_in_words_leaves_nothing_and_the_conversation_goes_on(visitor) -> None:
    visitor.say(ASK)
    turn = visitor.say("forget me")
    assert turn["state"] == []
    assert ASK not in json.dumps(visitor.read())
    assert visitor.say(ASK)["recommendations"]["items"]


def test_two_turns_at_once_give_one_answer_and_one_conflict(make_bot: Callable, visit: Callable) -> None:
    bot = make_bot()
    client = TestClient(create_api(bot))
    visitor = visit(client)
    both = bot.assistant.turn(bot.store.load(visitor.id), "an electric kettle")
    next(both)  # understood, not yet stored
    visitor.say(ASK)
    with pytest.raises(Exception, match="went on meanwhile"):
        list(both)

    with ThreadPoolExecutor(4) as pool:
        statuses = {visitor.turn({"text": text}).status_code for text in pool.map(str, ["thanks"] * 4)}
    assert statuses <= {200, 409}


def test_two_visitors_at_once_never_see_each_others_state(client: TestClient, visit: Callable) -> None:
    def talk(n: int) -> bool:
        mine, kind = visit(client), ("electric", "stovetop")[n % 2]
        for _ in range(2):
            turn = mine.say(f"{kind} kettle number {n}")
            kinds = [item["facts"]["kinds"] for item in turn["recommendations"]["items"]]
            if not all(kind in has for has in kinds):
                return False
        mine.feedback(item_id=f"k{n}", kind="like")
        read = mine.read()
        return {t["text"] for t in read["turns"]} == {f"{kind} kettle number {n}"} and [
            f["item_id"] for f in read["feedback"]
        ] == [f"k{n}"]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(talk, range(8)))


def test_instead_takes_what_a_counterfactual_gives(visitor) -> None:
    first = visitor.say(ASK)
    chip = first["state"][0]["id"]
    for do in ({"drop": chip}, {"say": "by Berg"}, {"feel": {"item": "k1", "kind": "like"}},
               {"all": [{"say": "electric"}, {"say": "under 100 euros"}]}):  # fmt: skip
        answer = visitor.turn({"instead": do})
        assert answer.status_code == 200, answer.text
        assert answer.json()["recommendations"]["items"]
    assert [f["kind"] for f in visitor.read()["feedback"]] == ["like"]


@pytest.mark.parametrize(
    "body",
    [
        {"instead": {}},
        {"instead": {"drop": "a", "say": "b"}},
        {"instead": {"feel": {"item": "k1", "kind": "adore"}}},
        {"instead": {"say": "  "}},
        {"instead": {"feel": {"item": "nowhere", "kind": "like"}}},
        {"instead": {"drop": "a"}, "text": "b"},
        {"instead": {"all": []}},
        {"instead": {"all": [{"feel": {"item": "k1", "kind": "like"}}, {"say": " "}]}},
        {"instead": {"all": [{"all": [{"drop": "a"}]}]}},
    ],
)
def test_an_instead_that_cannot_be_done_is_refused(visitor, body: dict) -> None:
    visitor.say(ASK)
    assert visitor.turn(body).status_code in (404, 422)
    assert (len(visitor.read()["turns"]), visitor.read()["feedback"]) == (1, [])


def test_why_not_tells_what_an_item_breaks_and_what_would_bring_it_in(visitor) -> None:
    visitor.say("electric kettles under 70 euros")
    answer = visitor.client.get(f"{visitor.url}/why-not/k6", headers=visitor.headers)
    told = answer.json()
    assert answer.status_code == 200
    assert (told["title"], told["standing"]) == ("Gooseneck", "breaks")
    assert [(b["slot"], b["op"], b["value"]) for b in told["breaks"]] == [("price", "<", 70)]
    nearest = told["nearest"][0]
    again = visitor.turn({"instead": nearest["do"]}).json()
    assert again["recommendations"]["items"][nearest["place"] - 1]["id"] == "k6"
    assert (
        visitor.client.get(f"{visitor.url}/why-not/k6", headers=visitor.headers).json()["standing"] == "shown"
    )
    nowhere = visitor.client.get(f"{visitor.url}/why-not/nowhere", headers=visitor.headers)
    assert nowhere.status_code == 404
    assert nowhere.headers["content-type"].startswith("application/problem+json")


def test_an_explanation_marks_its_sentence_and_tells_what_counted_and_what_would_change_it(visitor) -> None:
    item = visitor.say("electric kettles under 70 euros")["recommendations"]["items"][0]
    why = visitor.client.get(f"{visitor.url}/explanations/{item['id']}", headers=visitor.headers).json()
    text, ids = why["justification"]["text"], {e["id"] for e in why["evidence"]}
    assert why["justification"]["marks"]
    for mark in why["justification"]["marks"]:
        assert 0 <= mark["start"] < mark["end"] <= len(text)
        assert set(mark["evidence"]) <= ids
    counted = why["attribution"]
    shares = sum(share["value"] for share in (*why["phrases"], *why["history"]))
    assert counted["base"] + shares == pytest.approx(counted["total"], abs=1e-6)
    told = [c for c in why["counterfactuals"] if c["do"]]
    assert told
    again = visitor.turn({"instead": told[0]["do"]}).json()["recommendations"]["items"]
    assert again[told[0]["place"] - 1]["id"] == told[0]["would_show_id"]
    assert (item["id"] not in [i["id"] for i in again]) == told[0]["leaves"]
