"""The record of who did what at a school."""
