"""People: invited, signed in, and appointed to roles."""
