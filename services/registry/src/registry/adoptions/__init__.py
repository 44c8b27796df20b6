"""Rows of a confirmed list written into the registry."""
