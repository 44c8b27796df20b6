"""Who runs this deployment, and for which countries."""
