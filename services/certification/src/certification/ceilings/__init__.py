"""How far a criterion may be rated, by what other parts of the programme know."""
