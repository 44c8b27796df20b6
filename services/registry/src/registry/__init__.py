"""Schools, people, roles and countries."""
