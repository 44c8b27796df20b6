"""The modules as a learner sees them: what they are about, and what to do next."""
