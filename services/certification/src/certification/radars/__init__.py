"""The levels of a school's modules as a drawing."""
