"""What the columns of a school list mean, in many languages."""
