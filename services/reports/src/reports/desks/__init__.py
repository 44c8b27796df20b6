"""Who may look at the reports of a school; nobody sees one before there are keys to read it."""
