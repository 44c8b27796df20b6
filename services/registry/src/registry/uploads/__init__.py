"""Uploaded school lists, kept with what was read from them until they are applied."""
