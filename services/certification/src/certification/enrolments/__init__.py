"""Which schools are in a cohort, and by which standard, as registry said last."""
