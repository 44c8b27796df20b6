"""A learner on the way through a module: begun, locked, passed, and until when it holds."""
