"""Numbers of certificates: counted without gaps, with a digit that finds slips."""
