"""Claims: somebody says that a school is theirs, and a coordinator finds out whether it is."""
