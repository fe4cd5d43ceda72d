"""A small open LLM in this process: torch on one thread, one generation at a time.

Three things make it quick on a CPU. What a prompt shares with the one before it is not computed again. A plain
Llama model is stepped by bot.models.llama_steps. And what is copied from the prompt is guessed several tokens ahead
and confirmed in one step (Saxena, “Prompt lookup decoding”, 2023): the text is the same, only sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from bot.errors import ModelUnavailable
from bot.models.any_steps import AnySteps
from bot.models.llama_steps import LlamaSteps, fits
from bot.models.word_rule import WordRule
from bot.ports import LlmRequest

AHEAD = 5
"""Tokens guessed at a time: with the one before them as many as go by bytes (llama_steps.FEW)."""
LIKELY = (24, 1000)
"""Tokens that are looked at where only some words may be said; the more, where none of the fewer may follow."""
LOOKED_BACK = 12
ALIKE = (3, 2)
"""A guess follows where the last so many tokens stood before."""


class Steps(Protocol):
    """A language model's state: `length` tokens have been fed."""

    length: int

    def feed(self, tokens: Sequence[int]) -> Any: ...
    def scores(self, hidden: Any) -> Any: ...
    def forget(self, length: int) -> None: ...


class TorchEngine:
    """Generates text with the model in `path` (a directory or hub id) on `threads` CPU threads.

    One is as fast as two for a token at a time, and far faster where the processor has other things to do.

    Not for two threads at once: bot.models.llm_local.LocalModel sees to that.
    """

    def __init__(self, path: str, threads: int = 1) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._torch = torch
        self._threads = threads
        self._tokenizer: Any = AutoTokenizer.from_pretrained(path)
        loader: Any = AutoModelForCausalLM
        model = loader.from_pretrained(path, dtype=torch.bfloat16).eval()
        self._most = getattr(model.config, "max_position_embeddings", 2048)
        self._steps: Steps = LlamaSteps(model) if fits(model) else AnySteps(model)
        self._fed: list[int] = []  # the tokens that the steps hold
        self._special = sorted(self._tokenizer.get_added_vocab(), key=len, reverse=True)

    def generate(self, request: LlmRequest) -> Iterator[str]:
        """The answer in pieces, beginning with the opening that the last message may hold."""
        self._torch.set_num_threads(self._threads)  # holds for the calling thread, which is another each time
        prompt = self._encode(request.messages)
        room = self._most - len(prompt) - AHEAD - 1
        if room <= 0:
            raise ModelUnavailable(
                f"the prompt has {len(prompt)} tokens, the model has room for {-room} fewer"
            )
        if request.messages[-1][0] == "assistant":
            yield request.messages[-1][1]
        choose = self._chooser(request)
        if request.choices:
            yield from self._one_of(request.choices, choose, prompt)
            return
        written: list[int] = []
        told = ""
        for token in self._tokens(prompt, self._within(request.words, choose, prompt, written)):
            if token == self._tokenizer.eos_token_id:
                return
            written.append(token)
            text = self._tokenizer.decode(written)
            if cut := [text.index(stop) for stop in request.stop if stop in text]:
                yield text[len(told) : min(cut)]
                return
            if not text.endswith("\ufffd"):  # half a character: its other bytes come next
                yield text[len(told) :]
                told = text
            if len(written) >= min(request.max_tokens, room):
                return

    def _tokens(self, prompt: list[int], choose: Callable[[Any], int]) -> Iterator[int]:
        """What follows the prompt, without end."""
        self._keep_shared(prompt)
        text = list(prompt)
        new = prompt[len(self._fed) :]
        guess: list[int] = []
        while True:
            with self._torch.inference_mode():
                hidden = self._feed([*new, *guess])[len(new) - 1 :]
                scores = self._steps.scores(hidden)
            for i, row in enumerate(scores):
                token = choose(row)
                text.append(token)
                yield token
                if i == len(guess) or token != guess[i]:
                    break
            # The last token is not fed yet; guesses that did not hold are taken back.
            self._forget(len(text) - 1)
            new, guess = text[-1:], following(text, AHEAD)

    def _within(
        self, words: frozenset[str], choose: Callable[[Any], int], prompt: list[int], written: list[int]
    ) -> Callable[[Any], int]:
        """`choose`, held to the words where there are any: among the likeliest tokens that keep to them."""
        if not words:
            return choose
        rule, given = WordRule(words), set(prompt)

        def allowed(token: int, text: str) -> bool:
            piece = self._tokenizer.decode([token], skip_special_tokens=True)
            # Half a character says nothing of its word: it has to be copied.
            return token in given if "\ufffd" in piece else rule.allows(text, piece)

        def held(scores: Any) -> int:
            text = self._tokenizer.decode(written[-LOOKED_BACK:])
            for many in LIKELY:
                best, tokens = scores.topk(min(many, len(scores)))
                if kept := [i for i, token in enumerate(tokens.tolist()) if allowed(token, text)]:
                    return int(tokens[kept[choose(best[kept])]])
            return choose(scores)  # into a corner: the answer is none, and will be refused

        return held

    def _one_of(
        self, choices: Sequence[str], choose: Callable[[Any], int], prompt: list[int]
    ) -> Iterator[str]:
        """One of the texts, token by token; where all that are left go on alike, the model is not asked."""
        self._keep_shared(prompt)
        new = prompt[len(self._fed) :]
        left = [
            (self._tokenizer.encode(text, add_special_tokens=False), text) for text in dict.fromkeys(choices)
        ]
        told = at = 0
        while len(left) > 1 and all(len(tokens) > at for tokens, _ in left):
            there = sorted({tokens[at] for tokens, _ in left})
            token = there[0]
            if there[1:]:
                with self._torch.inference_mode():
                    token = there[choose(self._steps.scores(self._feed(new)[-1:])[0][there])]
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
        self._forget(shared)

    def _feed(self, tokens: list[int]) -> Any:
        hidden = self._steps.feed(tokens)
        self._fed.extend(tokens)
        return hidden

    def _forget(self, length: int) -> None:
        self._steps.forget(length)
        del self._fed[length:]

    def _chooser(self, request: LlmRequest) -> Callable[[Any], int]:
        """From scores to the next token: greedy at temperature 0, else drawn by the seed."""
        torch = self._torch
        dice = torch.Generator().manual_seed(request.seed)

        def choose(scores: Any) -> int:
            if request.temperature > 0:
                chances = torch.softmax(scores / request.temperature, dim=-1)
                return int(torch.multinomial(chances, 1, generator=dice)[0])
            return int(scores.argmax())

        return choose


def following(text: Sequence[int], most: int) -> list[int]:
    """The tokens that followed where the last ones stood before; [] where they never did."""
    for n in ALIKE:
        tail = list(text[-n:])
        for at in range(len(text) - n - 1, -1, -1):
            if list(text[at : at + n]) == tail:
                return list(text[at + n : at + n + most])
    return []
