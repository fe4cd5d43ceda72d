"""The conversation: understanding, state, what to say next, and what must never be lost."""
