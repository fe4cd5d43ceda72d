"""A Llama model on one CPU thread, a few tokens at a time: the same arithmetic as transformers', with less around it.

For so small a model the time goes into calling things, not into numbers: here a layer is four products, and where
only a few tokens are fed, these read weights of one byte (one scale a row). Architecture: Touvron et al., “LLaMA”
(2023), with grouped keys (Ainslie et al., “GQA”, 2023) and rotary positions (Su et al., “RoFormer”, 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FEW = 6
"""Up to so many tokens at once the bytes are quicker than the weights as they are (measured on AVX-512)."""
ROOM = 512


class LlamaSteps:
    """bot.models.llm_engine.Steps over a transformers Llama model, which is taken apart and not kept.

    ValueError for a model that is built otherwise (`fits` tells before).
    """

    def __init__(self, model: Any) -> None:
        import torch

        if not fits(model):
            raise ValueError(f"{type(model).__name__} is no plain Llama model")
        self._torch = torch
        config = model.config
        self._heads, self._groups = config.num_attention_heads, config.num_key_value_heads
        self._size = config.hidden_size // self._heads
        self._eps = config.rms_norm_eps
        self._embedding = model.get_input_embeddings().weight.detach()
        self._layers = [_Layer(layer) for layer in model.base_model.layers]
        self._norm = model.base_model.norm.weight.detach()
        self._out = _Product(model.get_output_embeddings().weight.detach())
        self._turn = _rotation(config, self._embedding.dtype)
        self._keys: list[Any] = []
        self._values: list[Any] = []
        self._room = 0
        self.length = 0

    def feed(self, tokens: Sequence[int]) -> Any:
        """The last hidden states, shape (len(tokens), width), after what was fed before."""
        torch, n, end = self._torch, len(tokens), self.length + len(tokens)
        self._make_room(end)
        x = self._embedding[torch.tensor(tokens)]
        cos, sin = (part[self.length : end, None] for part in self._turn)
        mask = None
        if n > 1:  # each token sees what precedes it, and itself
            mask = torch.ones(n, end, dtype=torch.bool).tril(self.length)
        wide = (self._heads + 2 * self._groups) * self._size
        for layer, keys, values in zip(self._layers, self._keys, self._values, strict=True):
            h = torch.rms_norm(x, (x.shape[-1],), layer.before, self._eps)
            mixed = layer.asked(h).view(n, wide // self._size, self._size)
            turned = mixed[:, : self._heads + self._groups]
            half = self._size // 2
            swapped = torch.cat((-turned[..., half:], turned[..., :half]), dim=-1)
            turned = turned * cos + swapped * sin
            keys[:, self.length : end] = turned[:, self._heads :].transpose(0, 1)
            values[:, self.length : end] = mixed[:, self._heads + self._groups :].transpose(0, 1)
            seen = torch.nn.functional.scaled_dot_product_attention(
                turned[:, : self._heads].transpose(0, 1)[None], keys[None, :, :end], values[None, :, :end],
                attn_mask=mask, enable_gqa=True,
            )  # fmt: skip
            x = x + layer.told(seen[0].transpose(0, 1).reshape(n, -1))
            h = torch.rms_norm(x, (x.shape[-1],), layer.between, self._eps)
            gate, up = layer.opened(h).chunk(2, dim=-1)
            x = x + layer.closed(torch.nn.functional.silu(gate) * up)
        self.length = end
        return torch.rms_norm(x, (x.shape[-1],), self._norm, self._eps)

    def scores(self, hidden: Any) -> Any:
        """The logits of hidden states, shape (n, vocabulary), float32."""
        return self._out(hidden).float()

    def forget(self, length: int) -> None:
        """Goes back to when only the first `length` tokens had been fed."""
        self.length = length

    def _make_room(self, length: int) -> None:
        if length <= self._room:
            return
        torch, room = self._torch, max(ROOM, 1 << (length - 1).bit_length())
        for parts in (self._keys, self._values):
            new = [
                torch.zeros(self._groups, room, self._size, dtype=self._embedding.dtype) for _ in self._layers
            ]
            for old, made in zip(parts, new, strict=False):
                made[:, : self.length] = old[:, : self.length]
            parts[:] = new
        self._room = room


class _Product:
    """x @ weight.T, by bytes for a few rows."""

    def __init__(self, weight: Any) -> None:
        import torch

        self._torch, self._weight = torch, weight
        scale = weight.float().abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self._bytes = (weight.float() / scale).round().to(torch.int8)
        self._scale = scale[:, 0].to(weight.dtype)

    def __call__(self, x: Any) -> Any:
        if len(x) <= FEW:
            return self._torch._weight_int8pack_mm(x.contiguous(), self._bytes, self._scale)
        return self._torch.nn.functional.linear(x, self._weight)


class _Layer:
    """One layer's weights, those that read the same input joined."""

    def __init__(self, layer: Any) -> None:
        import torch

        attention, mlp = layer.self_attn, layer.mlp
        joined = [part.weight.detach() for part in (attention.q_proj, attention.k_proj, attention.v_proj)]
        self.asked = _Product(torch.cat(joined))
        self.told = _Product(attention.o_proj.weight.detach())
        self.opened = _Product(torch.cat([mlp.gate_proj.weight.detach(), mlp.up_proj.weight.detach()]))
        self.closed = _Product(mlp.down_proj.weight.detach())
        self.before = layer.input_layernorm.weight.detach()
        self.between = layer.post_attention_layernorm.weight.detach()


def fits(model: Any) -> bool:
    """Whether the model is a Llama without biases and scaled positions, and this torch has the kernel for bytes."""
    import torch

    config = model.config
    plain = getattr(config, "rope_parameters", None) or {}
    return (
        config.model_type == "llama"
        and not config.attention_bias
        and not config.mlp_bias
        and config.hidden_act == "silu"
        and plain.get("rope_type", "default") == "default"
        and getattr(config, "head_dim", None) in (None, config.hidden_size // config.num_attention_heads)
        and model.dtype == torch.bfloat16
        and hasattr(torch, "_weight_int8pack_mm")
    )


def _rotation(config: Any, dtype: Any) -> tuple[Any, Any]:
    """Cosines and sines of every position, shape (positions, head size) each."""
    import torch

    size = config.hidden_size // config.num_attention_heads
    base = config.rope_parameters["rope_theta"]
    speed = base ** -(torch.arange(0, size, 2, dtype=torch.float32) / size)
    angle = torch.arange(config.max_position_embeddings, dtype=torch.float32)[:, None] * speed
    angle = torch.cat((angle, angle), dim=-1)
    return angle.cos().to(dtype), angle.sin().to(dtype)
