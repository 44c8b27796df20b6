"""Help numbers and rules of each country, as registry published them last."""
