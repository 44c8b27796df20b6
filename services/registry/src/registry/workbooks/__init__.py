"""Spreadsheet files: their cells as plain text."""
