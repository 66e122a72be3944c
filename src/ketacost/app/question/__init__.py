"""The question: a sentence to fill in, and folded under it everything else a person may add."""
