"""What a fine-tuning added to a model, as low-rank parts: W + BA (Hu et al., “LoRA”, ICLR 2022), in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def save_adapter(file: Path, learned: Mapping[str, Any]) -> None:
    """Writes A and B of every layer in half precision, under their names in the model."""
    import torch
    from safetensors.torch import save_file

    file.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: part.detach().to(torch.float16).contiguous() for name, part in learned.items()}
    save_file(halves, file)


def merge(model: Any, adapter: Path) -> None:
    """Adds BA to the weights of each layer that the file names. KeyError for a layer that the model lacks."""
    import torch
    from safetensors.torch import load_file

    parts = load_file(adapter)
    layers = {path: layer for _, _, layer, path in linear_layers(model)}
    for path in sorted({name.rpartition(".")[0] for name in parts}):
        weight = layers[path].weight
        with torch.no_grad():
            change = parts[f"{path}.B"].float() @ parts[f"{path}.A"].float()
            weight.copy_((weight.float() + change).to(weight.dtype))


def linear_layers(model: Any) -> Iterator[tuple[Any, str, Any, str]]:
    """(parent, its name there, layer, path from the base model) of every linear layer but the output's."""
    import torch

    for path, parent in model.base_model.named_modules():
        for name, child in parent.named_children():
            if isinstance(child, torch.nn.Linear):
                yield parent, name, child, f"{path}.{name}".lstrip(".")
