"""What the services tell programs outside: each event, how to get it, and what is promised."""
