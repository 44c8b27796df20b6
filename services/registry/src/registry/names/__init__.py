"""Names and codes: cleaned for keeping, folded for finding."""
