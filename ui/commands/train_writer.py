"""`because train --writer`: teach the small language model to write reasons."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from ui.commands.opening import shown_progress
from ui.training import commit


def teach_writer(into: Path, steps: int, seed: int, lessons: Path | None) -> None:
    """Writes an adapter, its lessons and its card into `into`; goes on where it was cut off."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from bot.models.model_files import SHIPPED, gguf_to_directory, shipped
    from bot.settings import read_settings
    from bot.wiring import DEMO
    from bot.writer_training.teaching import Stamp, teach
    from bot.writer_training.training import Recipe
    from prompts.registry import Prompts

    base = shipped(read_settings().home / "models", gguf_to_directory)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    stamp = Stamp(SHIPPED, version("because-chat"), created, commit(Path(__file__).parent))
    torch.set_num_threads(1)  # as fast as two for so small a model, and the machine stays usable
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.bfloat16)
    tokenizer = AutoTokenizer.from_pretrained(base)
    with shown_progress("{task.description}") as bar:
        task = bar.add_task("Making the lessons", total=steps)

        def say(step: int, loss: float) -> None:
            bar.update(task, description=f"Step {step}, loss {loss:.2f}", completed=step)

        card = teach(
            model, tokenizer, Prompts.load().get("reason", 2), DEMO, Recipe(steps=steps, seed=seed), into, stamp, say,
            time.perf_counter, lessons,
        )  # fmt: skip
    last = card["course"][-1]
    click.echo(
        f"{card['used']:,} lessons, {last['step']} steps: loss {last['loss']:.3f}, held out {last['held_out']:.3f}"
    )
    click.echo(
        f"Written to {into}. Measure it: python -m tests.eval.writer --adapter {into / 'adapter.safetensors'}"
    )
