"""Checked rows of a list compared with the registry and kept until they are applied."""
