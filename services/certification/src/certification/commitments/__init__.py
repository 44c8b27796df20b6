"""What heads of schools promise when they begin, and sign."""
