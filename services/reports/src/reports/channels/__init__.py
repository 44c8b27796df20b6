"""A school's way for pupils to report: made, opened, paused, closed."""
