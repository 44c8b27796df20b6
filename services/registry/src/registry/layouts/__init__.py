"""How an uploaded list is laid out, and what each of its columns is."""
