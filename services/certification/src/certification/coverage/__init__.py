"""How much of a school's staff is trained, as training said last."""
