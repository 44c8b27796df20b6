"""The list of schools: narrowed, searched in any script, counted, handed out as a file."""
