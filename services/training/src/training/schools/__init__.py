"""Schools that take part, as registry said last."""
