"""Who does something for a partner, in which role, and how that is noted."""
