"""Low-rank adaptation (Hu et al., “LoRA”, ICLR 2022): W + BA, with A (r × in) and B (out × r) learned, W kept."""

from __future__ import annotations

from typing import Any

from bot.models.adapter import linear_layers


def attach(model: Any, rank: int, seed: int) -> dict[str, Any]:
    """Gives every linear layer of a frozen model its A (random) and B (zero), float32, and returns these by name.

    The output layer is left alone: it is the embedding. The product is not scaled.
    """
    import torch

    class Adapted(torch.nn.Module):
        def __init__(self, whole: torch.nn.Linear, dice: torch.Generator) -> None:
            super().__init__()
            self.whole = whole
            bound = whole.in_features**-0.5
            start = torch.rand(rank, whole.in_features, generator=dice) * 2 * bound - bound
            self.A = torch.nn.Parameter(start)
            self.B = torch.nn.Parameter(torch.zeros(whole.out_features, rank))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            low = torch.nn.functional.linear(x, self.A.to(x.dtype))
            whole: torch.Tensor = self.whole(x)
            return whole + torch.nn.functional.linear(low, self.B.to(x.dtype))

    model.requires_grad_(False)
    dice = torch.Generator().manual_seed(seed)
    learned: dict[str, Any] = {}
    for parent, name, layer, path in list(linear_layers(model)):
        adapted = Adapted(layer, dice)
        setattr(parent, name, adapted)
        learned[f"{path}.A"], learned[f"{path}.B"] = adapted.A, adapted.B
    return learned
