"""Reports as they come in: sent once, sealed at once, answered with a code."""
