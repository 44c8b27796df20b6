"""Slowing down whoever sends or guesses much, without keeping who it was."""
