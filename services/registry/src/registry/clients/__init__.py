"""Programs of others that read this deployment's events: who they are, and what they may see."""
