"""A school says how many people work there, and who has left."""
