"""How many people each group of a school's staff has, as the school declares it."""
