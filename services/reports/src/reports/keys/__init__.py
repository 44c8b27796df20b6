"""What is locked, and with what: nothing a child wrote can be read from the database alone."""
