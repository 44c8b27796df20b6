"""The 20 digits by which a child comes back: made, shown in groups, read in any script."""
