"""A small open LLM in this process: transformers and torch, one generation at a time.

Two things make it quick on a CPU. What a prompt shares with the one before it is not computed again: its
keys and values are kept. And one token at a time is a matter of reading the weights, so these are bytes.
Where the answer is one of several texts, only the places where they part cost anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.errors import ModelUnavailable
from bot.ports import LlmRequest


class TorchEngine:
    """Generates text with the model in `path` (a directory or hub id) on `threads` CPU threads.

    One is as fast as two for a token at a time, and far faster where the processor has other things to do.

    Not for two threads at once: bot.models.llm_local.LocalModel sees to that.
    """

    def __init__(self, path: str, threads: int = 1) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

        self._torch = torch
        self._threads = threads
        self._tokenizer: Any = AutoTokenizer.from_pretrained(path)
        model: Any = AutoModelForCausalLM
        self._model = model.from_pretrained(path, dtype=torch.bfloat16).eval()
        bytes_for_single_tokens(self._model)
        self._cache: Any = DynamicCache(config=self._model.config)
        self._fed: list[int] = []  # the tokens whose keys and values are in the cache
        self._special = sorted(self._tokenizer.get_added_vocab(), key=len, reverse=True)

    def generate(self, request: LlmRequest) -> Iterator[str]:
        """The answer in pieces, beginning with the opening that the last message may hold."""
        torch = self._torch
        torch.set_num_threads(self._threads)  # holds for the calling thread, which is another each time
        prompt = self._encode(request.messages)
        room = getattr(self._model.config, "max_position_embeddings", 2048) - len(prompt)
        if room <= 0:
            raise ModelUnavailable(
                f"the prompt has {len(prompt)} tokens, the model has room for {-room} fewer"
            )
        if request.messages[-1][0] == "assistant":
            yield request.messages[-1][1]
        choose = self._chooser(request)
        self._keep_shared(prompt)
        new = prompt[len(self._fed) :]
        if request.choices:
            yield from self._one_of(request.choices, choose, new)
            return
        written: list[int] = []
        told = ""
        for _ in range(min(request.max_tokens, room)):
            with torch.inference_mode():
                token = choose(self._hidden(new), None)
            if token == self._tokenizer.eos_token_id:
                return
            written.append(token)
            new = [token]
            text = self._tokenizer.decode(written)
            if cut := [text.index(stop) for stop in request.stop if stop in text]:
                yield text[len(told) : min(cut)]
                return
            if not text.endswith("\ufffd"):  # half a character: its other bytes come next
                yield text[len(told) :]
                told = text

    def _one_of(
        self, choices: Sequence[str], choose: Callable[[Any, list[int] | None], int], new: list[int]
    ) -> Iterator[str]:
        """One of the texts, token by token; where all that are left go on alike, the model is not asked."""
        left = [
            (self._tokenizer.encode(text, add_special_tokens=False), text) for text in dict.fromkeys(choices)
        ]
        told = at = 0
        while len(left) > 1 and all(len(tokens) > at for tokens, _ in left):
            following = sorted({tokens[at] for tokens, _ in left})
            token = following[0]
            if following[1:]:
                with self._torch.inference_mode():
                    token = choose(self._hidden(new), following)
                new = []
            new = [*new, token]
            left = [(tokens, text) for tokens, text in left if tokens[at] == token]
            at += 1
            first, last = (pick(text for _, text in left) for pick in (min, max))
            shared = next(
                (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
            )
            if shared > told:
                yield left[0][1][told:shared]
                told = shared
        yield min(text for _, text in left)[told:]

    def _encode(self, messages: Sequence[tuple[str, str]]) -> list[int]:
        continued = messages[-1][0] == "assistant"
        ids: list[int] = self._tokenizer.apply_chat_template(
            [{"role": role, "content": self._plain(content)} for role, content in messages],
            continue_final_message=continued,
            add_generation_prompt=not continued,
            return_dict=False,
        )
        return ids

    def _plain(self, text: str) -> str:
        """The text without the marks that end messages: nobody's words may begin one of their own."""
        while found := [mark for mark in self._special if mark in text]:
            text = text.replace(found[0], " ")
        return text

    def _keep_shared(self, prompt: Sequence[int]) -> None:
        shared = 0
        # At least one token must be fed, else there is nothing to predict from.
        while shared < min(len(self._fed), len(prompt) - 1) and self._fed[shared] == prompt[shared]:
            shared += 1
        if shared < len(self._fed):
            self._cache.crop(shared - len(self._fed))
            del self._fed[shared:]

    def _hidden(self, tokens: list[int]) -> Any:
        """The model's last hidden state, shape (width,), after feeding it `tokens`."""
        ids = self._torch.tensor([tokens])
        output = self._model.base_model(input_ids=ids, past_key_values=self._cache, use_cache=True)
        self._fed.extend(tokens)
        return output.last_hidden_state[0, -1]

    def _chooser(self, request: LlmRequest) -> Callable[[Any, list[int] | None], int]:
        """From a hidden state to the next token, of `allowed` ones if any: greedy at temperature 0, else drawn
        by the seed."""
        torch = self._torch
        weights = self._model.get_output_embeddings().weight
        dice = torch.Generator().manual_seed(request.seed)

        def choose(hidden: Any, allowed: list[int] | None) -> int:
            scores = ((weights if allowed is None else weights[allowed]) @ hidden).float()
            if request.temperature > 0:
                chances = torch.softmax(scores / request.temperature, dim=-1)
                best = int(torch.multinomial(chances, 1, generator=dice)[0])
            else:
                best = int(scores.argmax())
            return best if allowed is None else allowed[best]

        return choose


def bytes_for_single_tokens(model: Any) -> None:
    """Gives every linear layer a copy of its weights in bytes (one scale a row), for one token at a time.

    Whole prompts go through the weights as they are, which is faster for them. Measured on two cores: 25
    tokens a second instead of 13, and the same text. A torch without the kernel goes on as before.
    """
    import torch

    kernel = getattr(torch, "_weight_int8pack_mm", None)
    if kernel is None:
        return

    class ByteLinear(torch.nn.Module):
        def __init__(self, whole: torch.nn.Linear) -> None:
            super().__init__()
            self.whole = whole
            weight = whole.weight.detach().float()
            scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
            self.bytes = (weight / scale).round().to(torch.int8)
            self.scale = scale[:, 0].to(whole.weight.dtype)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if x.numel() != x.shape[-1] or self.whole.bias is not None:
                return self.whole(x)  # type: ignore[no-any-return]
            row = kernel(x.reshape(1, -1), self.bytes, self.scale)
            return row.view(*x.shape[:-1], -1)

    layers = [
        (parent, name, child)
        for parent in model.base_model.modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Linear)
    ]
    for parent, name, child in layers:
        setattr(parent, name, ByteLinear(child))
