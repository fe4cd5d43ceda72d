"""Chinese utterances, by rules of their own over the words that a catalogue's translation gives (schema.zh.json)."""
