"""How the fields and rows of lists are called on pages."""
