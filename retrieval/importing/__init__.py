"""Any table of things as a catalogue: read, inferred, joined, written, reported."""
