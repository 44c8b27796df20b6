"""Which posts of a school are filled, as registry said last; never by whom."""
