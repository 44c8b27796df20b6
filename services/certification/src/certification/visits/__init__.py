"""The visit of a school: its agenda, its day, and the talks held there."""
