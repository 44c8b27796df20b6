"""New passwords and codes for people who have lost theirs, by links that work once."""
