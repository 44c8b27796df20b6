"""A person who leaves for good: nothing here names them any more."""
