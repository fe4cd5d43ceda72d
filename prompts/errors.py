"""What can go wrong with a prompt.

PromptError
├── BadTemplate      a template file that cannot be read: says which line and what was expected
├── UnknownPrompt    no prompt, or no version of it, under that name
└── BadVariables     rendering with missing or unused variables: names every one of them
"""

from __future__ import annotations


class PromptError(Exception):
    """Base of all errors of prompts."""


class BadTemplate(PromptError):
    """A template that cannot be read."""


class UnknownPrompt(PromptError):
    """No such prompt or version."""


class BadVariables(PromptError):
    """The values handed over are not the variables that the prompt declares."""
