"""What a row of a school list becomes: clean values, or what is wrong with it."""
