"""Health, metrics, one-shot recommendations with filters, and the form of every error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ui.api import create_api
from ui.limits import MOST_BYTES


def test_health_says_what_is_served(client: TestClient) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["catalogue"]["items"] == 10
    assert health["catalogue"]["version"]
    assert health["index"]["kind"]
    assert health["index"]["age_s"] >= 0
    assert health["llm"] == {"reachable": False, "model": ""}


@pytest.mark.parametrize(("ready", "status"), [(True, "ok"), (False, "degraded")])
def test_health_is_degraded_while_a_configured_model_cannot_write(
    make_bot: Callable, ready: bool, status: str
) -> None:
    client = TestClient(create_api(make_bot([], ready=ready)))
    health = client.get("/health").json()
    assert (health["status"], health["llm"]) == (status, {"reachable": ready, "model": "scripted"})


def test_recommendations_have_the_shape_that_the_contract_gives(client: TestClient) -> None:
    answer = client.post("/v1/recommend", json={"text": "a silent electric kettle", "n": 2}).json()
    assert answer.keys() == {"outcome", "relaxed", "understanding", "items", "timings_ms", "trace_id"}
    assert {"constraints", "likes", "dislikes"} <= answer["understanding"].keys()
    (constraint,) = answer["understanding"]["constraints"]
    assert constraint == {"slot": "kinds", "op": "=", "value": "electric", "source": "electric"}
    assert answer["timings_ms"].keys() == {"understand", "retrieve", "rank", "justify"}
    assert [item["rank"] for item in answer["items"]] == [1, 2]
    for item in answer["items"]:
        assert {
            "id",
            "title",
            "rank",
            "score",
            "facts",
            "contributions",
            "justification",
            "reason",
        } <= item.keys()
        assert "electric" in item["facts"]["kinds"]
        assert sum(part["value"] for part in item["contributions"]) == pytest.approx(item["score"], abs=1e-6)
        assert item["justification"].keys() == {"text", "writer", "grounded", "evidence"}
        assert item["justification"]["grounded"] is True
        assert item["justification"]["evidence"]
        for fact in item["justification"]["evidence"]:
            assert fact.keys() == {"id", "kind", "text"}


def test_whole_numbers_are_written_without_a_fraction(client: TestClient) -> None:
    text = client.post("/v1/recommend", json={"text": "kettle", "n": 10}).text
    assert '"made":1991' in text
    assert '"price":20.5' in text
    assert "1991.0" not in text


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"price": {"<=": 30}}, {"k0", "k2", "k5", "k7"}),
        ({"price": {">=": 30, "<": 60}}, {"k0", "k3", "k9"}),
        ({"price": 20.5}, {"k2"}),
        ({"price": {"!=": 15}, "maker": "Eve"}, set()),
        ({"maker": "Berg"}, {"k1", "k2"}),
        ({"maker": ["Eve", "Fedorov"]}, {"k7", "k8"}),
        ({"kinds": "travel"}, {"k2", "k5"}),
        ({"kinds": "Plug-In", "noise": "no"}, {"k1", "k6"}),
        ({"kinds": {"!=": "electric"}, "noise": {"<=": 1}}, {"k5", "k9"}),
        ({"kinds": {"in": "travel"}, "made": {">": 1992}}, {"k5"}),
    ],
)
def test_every_item_keeps_to_the_filters(client: TestClient, filters: dict, ids: set[str]) -> None:
    answer = client.post("/v1/recommend", json={"text": "a kettle", "n": 10, "filters": filters}).json()
    if ids:
        assert {item["id"] for item in answer["items"]} == ids
        assert answer["outcome"] in ("found", "clarify")
    else:
        assert answer["outcome"] in ("none", "relaxed")


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (
            {"colour": "red"},
            "filters.colour: no such slot; one can filter by: price, made, maker, kinds, noise",
        ),
        ({"summary": "steel"}, "no such slot"),
        ({"price": "cheap"}, "filters.price: expected a number"),
        ({"price": True}, "expected a number"),
        ({"price": [1, 2]}, "'in' cannot be used; expected one of: = != <= >= < >"),
        ({"price": {"~": 3}}, "'~' cannot be used"),
        ({"noise": "deafening"}, "expected a number or one of: no, some, much"),
        ({"kinds": "solar"}, "no such value; it has: electric, stovetop, travel"),
        ({"kinds": {"<": "electric"}}, "expected one of: = != in"),
        ({"kinds": []}, "the list is empty"),
        ({"kinds": ["electric", 3]}, "expected text"),
        ({"maker": ""}, "expected text"),
    ],
)
def test_a_filter_that_cannot_be_kept_is_refused_with_what_can(
    client: TestClient, filters: dict, said: str
) -> None:
    answer = client.post("/v1/recommend", json={"text": "a kettle", "filters": filters})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_excluded_items_are_not_shown(client: TestClient) -> None:
    body = {"text": "a kettle", "n": 10, "exclude": ["k1", "k2", "nowhere"]}
    ids = {item["id"] for item in client.post("/v1/recommend", json=body).json()["items"]}
    assert len(ids) == 8
    assert not ids & {"k1", "k2"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "text: Field required"),
        ({"text": "x", "n": 0}, "n: Input should be greater than or equal to 1"),
        ({"text": "x", "n": 21}, "n: Input should be less than"),
        ({"text": 5}, "text: Input should be a valid string"),
        ({"text": "x", "filter": {}}, "filter: Extra inputs are not permitted"),
        ([], "A JSON object was expected"),
        ({"text": ""}, "no words"),
        ({"text": " \t\n"}, "no words"),
        ({"text": "\u0000\u0007"}, "no words"),
        ({"text": "x" * 100_000}, "100,000 characters; at most 4,000"),
    ],
)
def test_a_body_that_does_not_fit_is_a_problem_that_says_why(
    client: TestClient, body: object, said: str
) -> None:
    answer = client.post("/v1/recommend", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert said in problem["detail"]
    assert problem["status"] == 422
    assert problem["title"].startswith("Unprocessable")
    assert problem["instance"] == "/v1/recommend"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert len(answer.content) < 2000


def test_what_is_no_json_is_said(client: TestClient) -> None:
    for content, kind in ((b'{"text": ', "application/json"), (b"text=x", "application/x-www-form-urlencoded"),
                          (b'{"text": "x"}', "text/plain"), (b"\xff\xfe", "application/json")):  # fmt: skip
        answer = client.post("/v1/recommend", content=content, headers={"content-type": kind})
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_deep_nesting_is_refused(client: TestClient) -> None:
    deep = b'{"text": "x", "filters": {"price": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"
    answer = client.post("/v1/recommend", content=deep, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["request_id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v2", 404), ("GET", "/v1/nothing", 404), ("PUT", "/v1/recommend", 405), ("DELETE", "/health", 405),
     ("PATCH", "/v1/conversations/x", 405), ("POST", "/v1/items/k1", 405)],
)  # fmt: skip
def test_other_addresses_and_methods_are_problems_too(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert "/docs" in answer.json()["detail"]


def test_under_a_page_at_the_root_what_begins_with_v1_still_answers_with_problems(bot) -> None:
    app = create_api(bot)
    app.mount("/", FastAPI())
    client = TestClient(app)
    assert client.get("/v1/nothing").headers["content-type"] == "application/problem+json"
    assert client.put("/v1/recommend").status_code == 405


def test_a_request_id_is_taken_over_or_made(client: TestClient) -> None:
    given = client.get("/health", headers={"X-Request-ID": "trace-1.a_B"})
    assert given.headers["x-request-id"] == "trace-1.a_B"
    for bad in ("x" * 65, "a b", "<b>"):
        made = client.get("/health", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert made != bad
        assert made.isalnum()


@pytest.mark.parametrize("told", [True, False])
def test_a_body_over_the_limit_is_refused_whether_its_length_is_told_or_not(
    client: TestClient, told: bool
) -> None:
    chunk = b"x" * 65536

    def untold():
        for _ in range(MOST_BYTES // len(chunk) + 1):
            yield chunk

    content = b"".join(untold()) if told else untold()
    answer = client.post("/v1/recommend", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["detail"] == f"The body is larger than {MOST_BYTES:,} bytes. Send less."
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_and_is_logged(
    bot, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_api(bot)

    @app.get("/v1x/broken")
    def broken() -> None:
        raise LookupError("secret path")

    answer = TestClient(app).get("/v1x/broken", headers={"X-Request-ID": "r-9"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == "r-9"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "r-9" in caplog.text
    assert "secret path" in caplog.text


def test_a_store_that_cannot_write_is_503_without_its_path(bot, caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(create_api(bot))
    bot.store.close()
    answer = client.post("/v1/conversations", json={})
    assert answer.status_code == 503
    assert str(bot.settings.home) not in answer.text
    assert "cannot be written" in caplog.text


def test_metrics_count_requests_by_pattern_and_never_by_path(client: TestClient, visit: Callable) -> None:
    visitor = visit(client)
    visitor.say("an electric kettle")
    visitor.feedback(item_id="k1", kind="like")
    client.get("/v1/items/k1")
    client.get("/v1/items/made-up-by-me")
    client.get("/made-up-by-me")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = set(answer.text.splitlines())
    assert 'because_requests_total{method="GET",route="/v1/items/{item_id}",status="200"} 1.0' in lines
    assert 'because_requests_total{method="GET",route="/v1/items/{item_id}",status="404"} 1.0' in lines
    assert 'because_requests_total{method="GET",route="other",status="404"} 1.0' in lines
    assert "because_time_to_cards_seconds_count 1.0" in lines
    assert {"because_conversations 1.0", "because_turns 1.0", 'because_feedback{kind="like"} 1.0'} <= lines
    assert 'because_sentences_total{outcome="replaced"} 0.0' in lines
    assert "made-up" not in answer.text


def test_two_apps_in_one_process_count_for_themselves(make_bot: Callable) -> None:
    first, second = (TestClient(create_api(make_bot())) for _ in range(2))
    first.get("/health")
    assert 'route="/health"' in first.get("/metrics").text
    assert 'route="/health"' not in second.get("/metrics").text


def test_the_description_is_one_page_that_asks_no_other_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "src=" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    assert "something quiet for a rainy evening" in page.text
