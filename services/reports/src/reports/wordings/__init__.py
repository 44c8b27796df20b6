"""What is said to children, the same on pages and to programs."""
