"""What must be so, besides the ratings, before a level can be awarded."""
