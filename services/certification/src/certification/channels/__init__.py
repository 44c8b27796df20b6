"""Which ways to report are open, as reports said last."""
