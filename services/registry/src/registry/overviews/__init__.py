"""What other services told of a school, side by side: who is trained, who can report where."""
