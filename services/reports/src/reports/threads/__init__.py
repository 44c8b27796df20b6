"""A child comes back with the code: what was said since, and a place to write more."""
