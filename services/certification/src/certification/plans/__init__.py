"""What a school will do about its gaps, by whom and by when."""
