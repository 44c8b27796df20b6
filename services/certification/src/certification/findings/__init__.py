"""What assessors found for each criterion, and what the school says to it."""
