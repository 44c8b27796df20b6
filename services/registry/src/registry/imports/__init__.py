"""School lists taken into the registry."""
