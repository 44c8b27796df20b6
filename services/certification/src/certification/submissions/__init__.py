"""A school hands its self-review in, gets it back, or gives up."""
