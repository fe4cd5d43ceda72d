"""Conversations to vectors, by a sentence encoder whose layers are fine-tuned. Torch is loaded here and in
recsys.learning only."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.errors import BadCheckpoint
from retrieval.types import Matrix

LONGEST = 128
"""Tokens of a conversation that are read: its end, since that is where the wish stands."""

_AT_ONCE = 32
_FROZEN = ("embeddings",)


class QueryEncoder:
    """A sentence-transformers model that reads the end of a conversation.

    The word embeddings stay as they came: a few thousand conversations touch few of 30,000 words, and a word
    left alone keeps the meaning it has in the item's text. Safe to call from several threads once trained.
    """

    def __init__(self, source: str | Path) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        self.torch = torch
        self.model = SentenceTransformer(
            str(source), local_files_only=Path(source).is_dir(), trust_remote_code=False, device="cpu"
        )
        self.tokenizer = self.model.tokenizer
        self.tokenizer.truncation_side = "left"
        self._tokenizing = threading.Lock()
        for name, weight in self.model.named_parameters():
            weight.requires_grad = not any(part in name for part in _FROZEN)

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    def trained(self) -> Iterator[tuple[str, Any]]:
        """The weights that training changes, by name."""
        return ((name, weight) for name, weight in self.model.named_parameters() if weight.requires_grad)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        with self._tokenizing:  # tokenizers set truncation on a shared object
            found: list[list[int]] = self.tokenizer(
                list(texts), truncation=True, max_length=LONGEST, verbose=False
            )["input_ids"]
        return found

    def forward(self, tokens: Sequence[Sequence[int]]) -> Any:
        """Vectors of length 1, a tensor of shape (len(tokens), dimension), with gradients where they are on."""
        torch, device = self.torch, self.model.device
        width = max(map(len, tokens))
        ids = torch.zeros(len(tokens), width, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = 1
        features = {"input_ids": ids.to(device), "attention_mask": mask.to(device)}
        found = self.model(features)["sentence_embedding"].float()
        return torch.nn.functional.normalize(found, dim=-1)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Shape (len(texts), dimension), float32, rows of length 1; zeros for a text without words."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens = self.tokens(texts)
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(tokens[i]))
        with self.torch.inference_mode():
            for start in range(0, len(order), _AT_ONCE):
                batch = order[start : start + _AT_ONCE]
                rows[batch] = self.forward([tokens[i] for i in batch]).cpu().numpy()
        return rows

    def ready(self) -> None:
        """For use, not for training: no dropout, and in bf16 where the processor computes in it."""
        self.model.eval()
        able = self.torch.cpu.get_capabilities() if hasattr(self.torch.cpu, "get_capabilities") else {}
        if able.get("amx_bf16") or able.get("avx512_bf16"):
            self.model.bfloat16()

    def load(self, weights: Mapping[str, NDArray[np.floating[Any]]]) -> None:
        """Put trained weights in place. BadCheckpoint where they are not this model's."""
        mine = dict(self.trained())
        if wrong := sorted(mine.keys() ^ weights.keys()):
            raise BadCheckpoint(
                f"the trained weights are not those of this encoder: {', '.join(wrong[:3])} do not match. "
                "Expected the encoder that the model was trained from: see model.json"
            )
        with self.torch.no_grad():
            for name, weight in mine.items():
                if tuple(weight.shape) != weights[name].shape:
                    raise BadCheckpoint(
                        f"{name} has shape {weights[name].shape}, the encoder's {tuple(weight.shape)}"
                    )
                weight.copy_(self.torch.tensor(np.asarray(weights[name], dtype=np.float32)))
