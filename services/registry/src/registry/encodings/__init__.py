"""Which character encoding a list of schools was saved in."""
