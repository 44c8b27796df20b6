"""Uploaded bytes as a header and rows of text."""
