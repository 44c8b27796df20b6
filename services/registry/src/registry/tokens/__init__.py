"""Sign-in tokens: what they say, and the keys that prove it."""
