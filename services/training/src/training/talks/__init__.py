"""New tries for people who used theirs up, given by a trainer after a talk."""
