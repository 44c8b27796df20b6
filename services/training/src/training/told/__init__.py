"""What was told to the other services last, so that only changes are told."""
