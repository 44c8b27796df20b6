"""Pages on which a child comes back with a code, reads what was answered and writes more."""
