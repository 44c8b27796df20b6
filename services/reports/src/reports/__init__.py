"""What children report, and who answers."""
