"""What the panel decides; the level is computed, never typed."""
