"""All four services in one process, and the `ciss` command."""
