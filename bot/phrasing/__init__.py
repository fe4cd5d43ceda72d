"""What a language model is asked to write, and whether what it wrote is worth showing."""
