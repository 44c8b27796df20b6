"""How a school rates itself against the standard, criterion by criterion."""
