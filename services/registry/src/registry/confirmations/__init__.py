"""The word of a person that a list may come in, and what becomes of its duplicates."""
