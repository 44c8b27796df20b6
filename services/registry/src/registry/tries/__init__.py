"""Guessing slowed down, by what is guessed at."""
