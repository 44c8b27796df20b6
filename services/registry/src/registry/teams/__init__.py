"""The people of one school: who holds which post, and what is missing."""
