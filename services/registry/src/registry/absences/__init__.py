"""Schools of the registry that a newer list does not name; they are told of, never closed."""
