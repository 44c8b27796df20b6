"""The first people of a deployment, whom nobody could invite but the console."""
