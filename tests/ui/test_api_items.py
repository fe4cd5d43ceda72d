"""Catalogue upkeep over HTTP: who may, what is refused, and that changes can be found at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from ui.api import create_api

KEY = "admin-key-1"
NEW = {
    "title": "Volcano",
    "price": 55,
    "kinds": ["travel"],
    "maker": "Zulu",
    "summary": "Heats with lava stones.",
}


@pytest.fixture
def keeper(make_bot: Callable) -> Iterator[TestClient]:
    app = create_api(make_bot(admin_key=KEY))
    with TestClient(app, headers={"Authorization": f"Bearer {KEY}"}) as client:
        yield client


def found(client: TestClient, text: str) -> list[str]:
    body = {"text": text, "n": 3}
    return [item["id"] for item in client.post("/v1/recommend", json=body).raise_for_status().json()["items"]]


def test_an_item_is_read_as_the_catalogue_has_it(client: TestClient) -> None:
    assert client.get("/v1/items/k2").json() == {
        "id": "k2", "title": "Trotter", "price": 20.5, "made": 1992, "maker": "Berg",
        "kinds": ["electric", "travel"], "noise": 1, "summary": "A folding kettle for trains and hotel rooms.",
    }  # fmt: skip
    assert client.get("/v1/items/nowhere").status_code == 404


def test_an_item_can_be_found_when_its_put_is_answered_and_no_more_after_its_deletion(
    keeper: TestClient,
) -> None:
    assert "new" not in found(keeper, "lava stones")
    answer = keeper.put("/v1/items/new", json=NEW)
    assert answer.status_code == 201
    assert answer.json() == {"id": "new", **NEW}
    assert found(keeper, "lava stones")[0] == "new"
    assert keeper.get("/health").json()["catalogue"]["items"] == 11
    changed = keeper.put("/v1/items/new", json={**NEW, "summary": "Heats with moonlight."})
    assert changed.status_code == 200
    assert found(keeper, "moonlight")[0] == "new"
    assert keeper.delete("/v1/items/new").status_code == 204
    assert "new" not in found(keeper, "moonlight")
    assert keeper.delete("/v1/items/new").status_code == 404


@pytest.mark.parametrize("headers", [{}, {"X-Admin-Key": "wrong"}, {"Authorization": "Bearer wrong"},
                                     {"X-Admin-Key": "ключ".encode()}, {"Authorization": KEY}])  # fmt: skip
def test_without_the_key_nothing_is_changed(make_bot: Callable, headers: dict) -> None:
    client = TestClient(create_api(make_bot(admin_key=KEY)))
    for method, body in (("PUT", NEW), ("DELETE", None)):
        answer = client.request(method, "/v1/items/k1", json=body, headers=headers)
        assert answer.status_code == 403
        assert "admin key" in answer.json()["detail"]
        assert KEY not in answer.text
    assert client.get("/v1/items/k1").json()["title"] == "Quiet One"


def test_the_key_may_also_come_in_its_own_header(make_bot: Callable) -> None:
    client = TestClient(create_api(make_bot(admin_key=KEY)))
    assert client.delete("/v1/items/k1", headers={"X-Admin-Key": KEY}).status_code == 204


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer "}, {"X-Admin-Key": ""}, {"X-Admin-Key": "any"}]
)
def test_where_no_key_is_set_upkeep_is_off_and_says_what_to_set(client: TestClient, headers: dict) -> None:
    answer = client.put("/v1/items/k1", json=NEW, headers=headers)
    assert answer.status_code == 403
    assert "BECAUSE_ADMIN_KEY" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"price": 3}, "'title'"),
        ({**NEW, "colour": "red"}, "unknown key 'colour'"),
        ({**NEW, "price": "cheap"}, "'price' must be a number"),
        ({**NEW, "noise": 7}, "'noise' must be 0"),
        ({**NEW, "id": "other"}, "not the id in the address"),
        ([], "JSON object"),
        ({**NEW, "id": " new"}, "not the id in the address"),
    ],
)
def test_an_item_that_does_not_fit_the_schema_is_refused(
    keeper: TestClient, record: object, said: str
) -> None:
    answer = keeper.put("/v1/items/new", json=record)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert keeper.get("/v1/items/new").status_code == 404


def test_a_change_outlives_the_process(make_bot: Callable, shop) -> None:
    from retrieval.catalog import Catalogue

    bot = make_bot(admin_key=KEY)
    client = TestClient(create_api(bot), headers={"X-Admin-Key": KEY})
    client.put("/v1/items/new", json=NEW)
    kept = Catalogue.load(bot.settings.catalogue).get("new")
    assert kept
    assert kept.title == "Volcano"


def test_an_item_that_was_shown_and_then_deleted_stays_in_the_transcript(
    make_bot: Callable, visit: Callable
) -> None:
    client = TestClient(create_api(make_bot(admin_key=KEY)))
    visitor = visit(client)
    shown = visitor.say("an electric kettle")["recommendations"]["items"][0]
    client.delete(f"/v1/items/{shown['id']}", headers={"X-Admin-Key": KEY})
    assert visitor.read()["turns"][0]["recommendations"]["items"][0] == shown
    assert visitor.feedback(item_id=shown["id"], kind="like").status_code == 422
    assert shown["id"] not in [i["id"] for i in visitor.say("an electric kettle")["recommendations"]["items"]]


def test_half_a_character_and_blanks_around_an_id_are_refused(keeper: TestClient) -> None:
    half = b'{"title": "\\ud83d"}'
    answer = keeper.put("/v1/items/new", content=half, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "half a character" in answer.json()["detail"]
    assert keeper.put("/v1/items/%20new", json=NEW).status_code == 422
