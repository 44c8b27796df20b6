"""How a post of a school passes to somebody else in one moment."""
