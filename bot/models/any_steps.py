"""Any causal language model that transformers can load, fed a few tokens at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class AnySteps:
    """bot.models.llm_engine.Steps over a transformers model, with its own cache."""

    def __init__(self, model: Any) -> None:
        import torch
        from transformers import DynamicCache

        self._torch = torch
        self._model = model
        self._cache: Any = DynamicCache(config=model.config)
        self.length = 0

    def feed(self, tokens: Sequence[int]) -> Any:
        """The last hidden states, shape (len(tokens), width), after what was fed before."""
        ids = self._torch.tensor([list(tokens)])
        output = self._model.base_model(input_ids=ids, past_key_values=self._cache, use_cache=True)
        self.length += len(tokens)
        return output.last_hidden_state[0]

    def scores(self, hidden: Any) -> Any:
        """The logits of hidden states, shape (n, vocabulary), float32."""
        return self._model.get_output_embeddings()(hidden).float()

    def forget(self, length: int) -> None:
        """Goes back to when only the first `length` tokens had been fed."""
        if length < self.length:
            self._cache.crop(length - self.length)
            self.length = length
