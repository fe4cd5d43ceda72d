"""Scoring, ranking and explaining candidates. Pure given its inputs; never sees a catalogue or an LLM."""
