"""How much of a school's staff is trained, group by group; computed, never typed."""
