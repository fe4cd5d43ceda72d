"""Finding candidates in a catalogue. Knows nothing of users or of dialogue."""
