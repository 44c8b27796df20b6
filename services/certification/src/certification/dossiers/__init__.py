"""An assessment as one page: how far it is, and what is next for whoever opens it."""
