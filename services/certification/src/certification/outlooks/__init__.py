"""How far a school is: levels, gates, and what brings it further."""
