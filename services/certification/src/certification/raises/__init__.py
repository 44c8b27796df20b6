"""The shortest way from the levels of a school to its next award."""
