"""To show once more who one is, before something that cannot be undone."""
