"""All benchmarks, one after the other: `make bench`. Ratios are against a reference in the same run."""

from __future__ import annotations

import subprocess
import sys

PARTS = ("retrieval", "cards", "scoring", "words", "explaining")


def main() -> None:
    """Each in a process of its own, so that none warms up another."""
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{part}"], check=True)


if __name__ == "__main__":
    main()
