"""Schools: the list of a country, who of it takes part, and what became of each."""
