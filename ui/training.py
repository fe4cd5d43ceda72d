"""A trained model's card: the commit it names, and the whole of it for people to read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rich.console import Console
from rich.table import Table

from recsys.card import Card
from recsys.finetuned import PARTS


def commit(directory: Path) -> str:
    """The commit of the clone that the directory is in, "-dirty" behind it where files were changed; "" elsewhere."""
    git = shutil.which("git")
    if git is None:
        return ""
    told = ("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
    found = subprocess.run(  # noqa: S603 - nothing in it comes from anybody
        (git, "-C", str(directory), *told), capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def print_card(card: Card, directory: Path) -> None:
    """What was learned, how long it took, and what each part is worth on the turns held out."""
    console = Console()
    spent = ", ".join(f"{stage} {seconds:,.0f} s" for stage, seconds in card.seconds.items())
    console.print(
        f"{card.name}: {card.examples:,} examples, {card.items:,} items; {spent}; "
        f"{card.memory / 2**30:.1f} GB at the most"
    )
    console.print(f"recall@10 by words alone after each epoch: {', '.join(f'{r:.3f}' for r in card.epochs)}")
    table = Table(title=f"Recall on {card.held_turns:,} turns held out (weights learned on other dialogues)")
    for heading in ("parts", "@1", "@10", "@50"):
        table.add_column(heading)
    for ablation in card.ablations:
        ends = zip(ablation.recall, ablation.interval, strict=True)
        table.add_row(
            _named(ablation.parts), *(f"{mean:.3f} [{low:.3f}, {high:.3f}]" for mean, (low, high) in ends)
        )
    console.print(table)
    console.print(f"Next: because evaluate --model {directory} …")


def _named(parts: tuple[str, ...]) -> str:
    if parts == PARTS:
        return "all"
    if len(parts) == 1:
        return f"{parts[0]} alone"
    return "all but " + ", ".join(part for part in PARTS if part not in parts)
