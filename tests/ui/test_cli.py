"""The command line, in process: what it prints, what programs may read, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from bot.settings import Settings
from bot.wiring import open_store
from tests.bot.stub_server import serving
from tests.bot.talking import Visitor
from tests.conftest import MakeBot
from ui import models
from ui.cli import COMMANDS, because

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).with_name("because")
Run = Callable[..., Result]

BOOKS = """sku,name,author,price,genre,blurb
b1,The Quiet Harbour,Ida Holm,12.5,crime,"A constable returns to the island where she grew up."
b2,Salt Roads,Per Lund,9,travel,"A walk along the coast in forty days."
,,Nobody,1,crime,"Neither a name nor a number."
b3,Nine Lamps,Ida Holm,15,crime,"Nine witnesses, one lighthouse and no body."
b1,A Second Harbour,Ida Holm,11,crime,"The same number twice."
b4,Under Glass,Mara Voss,14,gardening,"How to grow anything in a window."
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("recommend", …, input=…, BECAUSE_X=…)`: a command with a home of its own and no model."""

    def call(*arguments: str | Path, input: str | None = None, **environment: str) -> Result:
        settings = {
            "BECAUSE_HOME": str(tmp_path / "home"),
            "BECAUSE_ENCODER": "hashing",
            "BECAUSE_LLM": "off",
            **environment,
        }
        return CliRunner(env=settings).invoke(because, list(map(str, arguments)), input=input)

    return call


def well(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_help_names_every_command_in_a_process_of_its_own() -> None:
    done = subprocess.run([SCRIPT, "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert all(name in done.stdout for name in COMMANDS)
    assert "A chat recommender that always knows why." in done.stdout


def test_without_a_command_the_usage_is_shown() -> None:
    result = CliRunner().invoke(because, [])
    assert result.exit_code == 2
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    "path",
    [("serve",), ("chat",), ("recommend",), ("import",), ("prompts",), ("prompts", "render"), ("feedback",),
     ("train",), ("evaluate",), ("llm", "serve"), ("doctor",)],
)  # fmt: skip
def test_every_command_has_help(run: Run, path: tuple[str, ...]) -> None:
    assert "Usage: because" in well(run(*path, "--help"))


def test_an_unknown_command_and_option_are_usage_errors(run: Run) -> None:
    assert run("recommmend").exit_code == 2
    assert run("recommend", "kettles", "--loud").exit_code == 2
    assert run("recommend", "kettles", "-n", "21").exit_code == 2
    assert run("recommend").exit_code == 2


def test_a_bad_setting_ends_with_one_and_a_sentence(run: Run, shop: Path) -> None:
    result = run("recommend", "kettles", "--catalogue", shop, BECAUSE_PORT="high")
    assert result.exit_code == 1
    assert result.stderr.startswith("because: BECAUSE_PORT='high': ")
    assert "Traceback" not in result.output


def test_recommend_shows_items_with_their_facts_and_reasons(run: Run, shop: Path) -> None:
    text = well(run("recommend", "electric kettles under 60 euros", "--catalogue", shop, "-n", "2"))
    lines = text.splitlines()
    assert lines[0].startswith("Here are 2 kettles: electric")
    assert lines[1].startswith("1. ")
    assert "€" in lines[1]
    assert "electric" in text


def test_titles_are_text_and_never_markup_of_the_terminal(run: Run, shop: Path) -> None:
    assert "<b>Bold</b>" in well(run("recommend", "kettles by Eve", "--catalogue", shop))
    # What looks like rich's markup is printed as it was written.
    said = run("chat", "--catalogue", shop, input="[red]electric[/red] kettles [/] [nosuch]\n\n")
    assert "[red]" in well(said) or "electric" in said.stdout


def test_recommend_json_is_a_recommendations_object(run: Run, shop: Path) -> None:
    text = well(run("recommend", "electric kettles like Blink, not by Berg", "--catalogue", shop, "--json"))
    answer = models.Recommendations.model_validate_json(text)
    assert answer.outcome in ("found", "clarify")
    raw = json.loads(text)
    assert [c["slot"] for c in raw["understanding"]["constraints"]] == ["kinds", "maker"]
    assert [like["title"] for like in raw["understanding"]["likes"]] == ["Blink"]
    assert len(raw["items"]) == 3
    for item in raw["items"]:
        assert abs(sum(c["value"] for c in item["contributions"]) - item["score"]) < 1e-6
        assert item["justification"]["grounded"] is True
        assert item["justification"]["writer"] == "template"
        assert item["justification"]["evidence"]
    assert {"understand", "retrieve", "rank", "justify"} <= raw["timings_ms"].keys()


def test_recommend_of_nothing_says_so(run: Run, shop: Path) -> None:
    result = run("recommend", "  ", "--catalogue", shop)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "because: The message has no words. Say what you are looking for.\n"


def test_recommend_waits_for_a_model_that_was_asked_for(run: Run, shop: Path) -> None:
    with serving(["Nothing that the evidence supports at all, sadly."]) as server:
        text = well(
            run("recommend", "electric kettles", "--catalogue", shop, "--llm", BECAUSE_LLM="auto",
                BECAUSE_LLM_URL=server.url)
        )  # fmt: skip
        assert server.calls
    assert "sadly" not in text
    assert "electric" in text


def test_import_says_what_became_of_each_column_and_row(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "books.csv"
    table.write_text(BOOKS, encoding="utf-8")
    text = well(run("import", table, "--map", "id=sku,title=name", "--into", tmp_path / "shelf"))
    assert "rows skipped" in text
    assert "books.csv:4: " in text
    assert "books.csv:6: " in text
    for column in ("sku", "name", "author", "price", "genre", "blurb"):
        assert f"  {column} " in text
    assert f"Next: because serve --catalogue {tmp_path / 'shelf'}" in text
    answer = well(
        run("recommend", "something about a lighthouse", "--catalogue", tmp_path / "shelf", "-n", "1")
    )
    assert "Nine Lamps" in answer


def test_import_json_is_one_object_with_every_bad_row(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "books.csv"
    table.write_text(BOOKS, encoding="utf-8")
    report = json.loads(
        well(run("import", table, "--map", "id=sku,title=name", "--into", tmp_path / "s", "--json"))
    )
    assert report["items"] + len(report["bad_rows"]) == 6
    assert {row["line"] for row in report["bad_rows"]} >= {4, 6}
    assert all(row["reason"] for row in report["bad_rows"])
    assert {c["column"]: c["became"] for c in report["columns"]}["sku"] == "id"


def test_import_lists_the_first_bad_rows_and_counts_the_others(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    bad = "".join(f"b1,Again {n},Ida,1,crime,x\n" for n in range(30))
    table.write_text(BOOKS + bad, encoding="utf-8")
    text = well(run("import", table, "--map", "id=sku,title=name", "--into", tmp_path / "s"))
    assert "… and " in text
    assert "more (--json lists all)" in text


def test_import_takes_interactions_and_dialogues_along(run: Run, tmp_path: Path) -> None:
    table, ratings = tmp_path / "books.csv", tmp_path / "ratings.csv"
    table.write_text(BOOKS, encoding="utf-8")
    ratings.write_text("user_id,item_id,rating\nu1,b1,5\nu2,b2,3\nu1,b3,4\n", encoding="utf-8")
    talk = tmp_path / "talk.jsonl"
    talk.write_text(
        json.dumps({"dialogue_id": "d1", "turn_index": 0, "context": [], "gold": ["b1"]}) + "\n",
        encoding="utf-8",
    )
    text = well(
        run("import", table, "--map", "id=sku,title=name", "--interactions", ratings, "--dialogues", talk,
            "--into", tmp_path / "s")
    )  # fmt: skip
    assert "3 interactions" in text
    assert "1 dialogues" in text


def test_import_without_a_target_makes_a_folder_named_after_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("novels.csv").write_text(BOOKS, encoding="utf-8")
    well(run("import", "novels.csv", "--map", "id=sku,title=name"))
    assert (tmp_path / "novels" / "index" / "manifest.json").is_file()


def test_import_of_no_file_no_table_and_a_wrong_mapping(run: Run, tmp_path: Path) -> None:
    missing = run("import", tmp_path / "none.csv")
    assert missing.exit_code == 2
    assert "does not exist" in missing.stderr
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    nothing = run("import", empty, "--into", tmp_path / "s")
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith("because: ")
    table = tmp_path / "books.csv"
    table.write_text(BOOKS, encoding="utf-8")
    wrong = run("import", table, "--map", "id:sku", "--into", tmp_path / "s")
    assert wrong.exit_code == 2
    assert "--map takes slot=column pairs (id=sku,title=name); found 'id:sku'" in wrong.stderr


def test_chat_holds_a_conversation_until_an_empty_line(run: Run, shop: Path) -> None:
    said = "electric kettles\ncheaper\n???\nwho made Samovar?\nundo\n\nnever read\n"
    text = well(run("chat", "--catalogue", shop, input=said))
    assert text.startswith("10 kettles. Say what you are looking for")
    assert "electric and under" in text
    assert "The message has no words." in text
    assert "Samovar — maker: Fedorov" in text or "maker: Fedorov" in text
    assert "Undone. We are back at “electric kettles”." in text
    assert "never read" not in text


def test_chat_ends_with_its_input(run: Run, shop: Path, tmp_path: Path) -> None:
    well(run("chat", "--no-llm", "--catalogue", shop, input="electric kettles\n"))
    store = open_store(Settings(home=tmp_path / "home"))
    assert store.counts() == {"conversations": 1, "turns": 1, "feedback": 0}
    store.close()


def feel(make_bot: MakeBot) -> Path:
    """The home of a bot that was given feedback."""
    bot = make_bot()
    visitor = Visitor(bot)
    visitor.say("electric kettles")
    visitor.feel("k1", "like")
    visitor.feel("k4", "like")
    visitor.feel("k8", "rating", 2.5)
    return bot.settings.home


def test_feedback_is_exported_a_line_each(run: Run, make_bot: MakeBot) -> None:
    home = feel(make_bot)
    rows = [json.loads(line) for line in well(run("feedback", "export", BECAUSE_HOME=str(home))).splitlines()]
    assert [(row["item_id"], row["kind"], row["value"]) for row in rows] == [
        ("k1", "like", None), ("k4", "like", None), ("k8", "rating", 2.5),
    ]  # fmt: skip
    assert all({"conversation_id", "turn_index", "created"} <= row.keys() for row in rows)


def test_feedback_is_counted(run: Run, make_bot: MakeBot) -> None:
    home = str(feel(make_bot))
    assert well(run("feedback", "stats", BECAUSE_HOME=home)).split() == [
        "like",
        "2",
        "rating",
        "1",
        "all",
        "3",
    ]
    assert json.loads(well(run("feedback", "stats", "--json", BECAUSE_HOME=home))) == {"like": 2, "rating": 1}
    assert well(run("feedback", "stats")).split() == ["all", "0"]


def test_prompts_are_listed_shown_and_rendered(run: Run) -> None:
    listed = json.loads(well(run("prompts", "list", "--json")))
    assert {"name", "version", "hash", "description"} == listed[0].keys()
    text = well(run("prompts", "list"))
    assert all(f"{p['name']}.v{p['version']}  {p['hash'][:12]}" in text for p in listed)
    assert well(run("prompts", "show", "reason")) == well(run("prompts", "show", "reason", "--version", "2"))
    rendered = well(
        run(
            "prompts",
            "render",
            "reason",
            "--set",
            "title=Blink",
            "--set",
            "evidence=is a=b",
            "--set",
            "noun=film",
            "--set",
            "length=two",
        )
    )
    assert "Blink, film\nis a=b\nplain, two" in rendered
    assert rendered.startswith("[system]\n")


def test_rendering_names_every_missing_and_unused_variable(run: Run) -> None:
    result = run("prompts", "render", "reason", "--set", "title=Blink", "--set", "mood=fine")
    assert result.exit_code == 1
    assert "missing: noun, evidence, length; unused: mood" in result.stderr
    assert run("prompts", "render", "reason", "--set", "title").exit_code == 2


@pytest.mark.parametrize("arguments", [("show", "raeson"), ("show", "reason", "--version", "99")])
def test_an_unknown_prompt_says_what_there_is(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("prompts", *arguments)
    assert result.exit_code == 1
    assert "reason" in result.stderr


def findings(result: Result) -> dict[str, dict[str, object]]:
    return {finding["what"]: finding for finding in json.loads(result.stdout)}


def test_doctor_finds_all_well_where_it_is(run: Run, shop: Path) -> None:
    well(run("recommend", "kettles", "--catalogue", shop))
    result = run("doctor", "--catalogue", shop, "--json")
    found = findings(result)
    wrong = {what: finding for what, finding in found.items() if not finding["well"]}
    assert (wrong, result.exit_code) == ({}, 0)
    assert str(found["index"]["found"]).startswith("flat, 10 items, encoder hashing")
    assert "turns" in str(found["database"]["found"])
    text = well(run("doctor", "--catalogue", shop))
    assert "10 kettles" in text
    assert "!!" not in text


def test_doctor_says_what_to_run_where_something_is_missing(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 1
    found = findings(result)
    assert found["index"]["mend"] == "because serve (builds it)"
    assert str(found["database"]["found"]).startswith("made at the first start")
    (tmp_path / "empty").mkdir()
    none = run("doctor", "--catalogue", tmp_path / "empty")
    assert none.exit_code == 1
    assert "!!  catalogue" in none.stdout
    assert "→ because import FILE… --into DIR" in none.stdout


def test_doctor_says_when_the_database_is_none(run: Run, shop: Path, tmp_path: Path) -> None:
    broken = tmp_path / "notes.txt"
    broken.write_text("no database at all, but text that is long enough to be read as one")
    result = run("doctor", "--catalogue", shop, "--json", BECAUSE_DATABASE=str(broken))
    assert result.exit_code == 1
    assert findings(result)["database"]["well"] is False


def test_doctor_asks_a_server_whether_it_answers(run: Run, shop: Path) -> None:
    with serving(["hello"]) as server:
        there = run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto", BECAUSE_LLM_URL=server.url)
        url = server.url
    assert findings(there)["language model"]["well"] is True
    gone = run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto", BECAUSE_LLM_URL=url)
    assert gone.exit_code == 1
    model = findings(gone)["language model"]
    assert "does not answer" in str(model["found"])
    assert "because llm serve" in str(model["mend"])


def test_doctor_tells_how_much_of_its_prompts_a_server_had_read_before(run: Run, shop: Path) -> None:
    metrics = "".join(
        f"# TYPE vllm:prefix_cache_{what} counter\nvllm:prefix_cache_{what}_total {count}\n"
        for what, count in (("queries", 4000), ("hits", 2840))
    )
    with serving(["hello"], metrics=metrics) as server:
        there = run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto", BECAUSE_LLM_URL=server.url)
    with serving(["hello"]) as other:
        silent = run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto", BECAUSE_LLM_URL=other.url)
    assert str(findings(there)["prefix cache"]["found"]).startswith("71% of 4,000 prompt tokens")
    assert "prefix cache" not in findings(silent)


def test_doctor_knows_whether_the_embedded_model_is_there(run: Run, shop: Path, tmp_path: Path) -> None:
    before = findings(run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto"))
    assert before["language model"]["found"] == "embedded, converted at the first start"
    place = tmp_path / "home" / "models" / "smollm2-135m-instruct"
    place.mkdir(parents=True)
    (place / "config.json").write_text("{}")
    after = findings(run("doctor", "--catalogue", shop, "--json", BECAUSE_LLM="auto"))
    assert after["language model"]["found"] == "embedded, converted"


def test_doctor_says_which_model_ranks(run: Run, shop: Path) -> None:
    found = findings(run("doctor", "--catalogue", shop, "--json"))
    assert found["ranking model"]["found"] == "none for the encoder hashing-256"
    off = findings(run("doctor", "--catalogue", shop, "--json", BECAUSE_MODEL="off"))
    assert off["ranking model"]["found"] == "off: conversations are not read as a whole"
    gone = run("doctor", "--catalogue", shop, "--json", BECAUSE_MODEL=str(shop / "nothing"))
    assert findings(gone)["ranking model"]["mend"] == "correct BECAUSE_MODEL, or because train … --into DIR"
    lost = run("doctor", "--catalogue", shop, "--json", BECAUSE_ENCODER=str(shop / "nothing"))
    assert findings(lost)["ranking model"]["mend"] == "correct BECAUSE_ENCODER"


def test_serve_on_a_port_that_is_taken_says_so_at_once(run: Run, shop: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--catalogue", shop, "--port", str(port))
    assert result.exit_code == 1
    assert f"cannot listen at 127.0.0.1 port {port}: " in result.stderr
    assert "choose another with --port" in result.stderr


def test_serve_answers_in_a_process_of_its_own_until_it_is_interrupted(shop: Path, tmp_path: Path) -> None:
    settings = {"BECAUSE_HOME": str(tmp_path), "BECAUSE_ENCODER": "hashing", "BECAUSE_LLM": "off"}
    command = [SCRIPT, "serve", "--catalogue", shop, "--port", "0"]
    with subprocess.Popen(
        command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stderr is not None
            told = next(line for line in served.stderr if line.startswith("because: "))
            url = told.split(" at ")[1].strip()
            health = httpx.get(f"{url}/health", timeout=60).json()
            page = httpx.get(url, timeout=60)
        finally:
            served.send_signal(signal.SIGINT)
        served.wait(60)
    assert health["status"] == "ok"
    assert health["catalogue"]["items"] == 10
    assert page.status_code == 200
    assert served.returncode == 0


def test_llm_serve_without_vllm_says_what_to_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("llm", "serve")
    assert result.exit_code == 1
    assert "vLLM is not installed in" in result.stderr
    assert "make vllm" in result.stderr
