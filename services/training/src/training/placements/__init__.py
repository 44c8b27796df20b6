"""Where people learn: they say it themselves, and their school says who has left."""
