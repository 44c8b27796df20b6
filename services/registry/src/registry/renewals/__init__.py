"""How a role that is given for a time is given for longer."""
