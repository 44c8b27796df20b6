"""Dates as people and spreadsheets write them."""
