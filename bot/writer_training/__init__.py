"""How the small language model is taught to write reasons: made-up shelves, wishes, sentences, and LoRA."""
