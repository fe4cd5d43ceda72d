"""Prompt templates: text with names, versions, declared variables and hashes."""
