"""Which rows of a list are which schools of the registry."""
