"""Reading what was said: tokens to spans to what is meant, by the catalogue's own vocabulary."""
