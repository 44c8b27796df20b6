"""Whose each thing is that a path names."""
