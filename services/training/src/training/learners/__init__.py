"""Who learns here: a person at a school, with a partner or in a café."""
