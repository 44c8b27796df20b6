"""A school's training on one page: who is trained, who is not, and who holds the posts."""
