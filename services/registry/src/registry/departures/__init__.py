"""How a role ends before its time: who may end it, and which posts must stay filled."""
