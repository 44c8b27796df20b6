"""A school's way from handing in to a decision: how far it is, and who may do what when."""
