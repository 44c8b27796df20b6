"""What the services say to each other: one dataclass for each fact."""
