"""Tries at the quiz of a module: drawn here, handed in once, answered with reasons."""
