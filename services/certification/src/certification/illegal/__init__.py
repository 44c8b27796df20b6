"""How many of a school know the rule on illegal material, as training said last."""
