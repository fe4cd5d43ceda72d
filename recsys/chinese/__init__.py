"""Reasons in Chinese: the same evidence, words of their own, and a checker that leaves nothing over."""
