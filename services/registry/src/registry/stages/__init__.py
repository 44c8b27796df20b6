"""How far each school is, moved on by what other services tell, in whatever order it comes."""
