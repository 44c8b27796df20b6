"""How news travels between the services, and what got stuck on the way."""
