"""Which posts of a school must be filled, and which are."""
