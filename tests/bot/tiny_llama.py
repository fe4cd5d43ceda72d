"""A Llama of a few thousand random parameters with a tokenizer of its own, in a directory."""

from __future__ import annotations

from pathlib import Path

from bot.phrasing.reason_brief import SIGNS

TEXTS = (
    "You asked for “slow”¹, and this is a slow crime film² from 1995 that runs 119 minutes, as you asked.",
    "Like Heat, which you liked, it is directed by Michael Mann³; it has mild violence, though it is long.",
    "genre: crime, thriller theme: heist, friendship plain warm expert brief one two film book album",
)
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
    "{% if not loop.last or not continue_final_message %}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tiny_llama(directory: Path, seed: int = 0) -> Path:
    """Writes model and tokenizer into `directory`, as `from_pretrained` wants them."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*TEXTS, SIGNS], trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
    )
    fast.chat_template = TEMPLATE
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(fast), hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=1024, tie_word_embeddings=True, eos_token_id=fast.eos_token_id,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    with torch.no_grad():  # of random weights so small that every token would follow as well as any other
        for part in model.parameters():
            if part.dim() > 1:
                part.mul_(8)
    model.to(torch.bfloat16).save_pretrained(directory)
    fast.save_pretrained(directory)
    return directory
