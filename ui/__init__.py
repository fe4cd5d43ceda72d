"""Thin faces of the bot: HTTP API, browser chat, terminal, command line."""
