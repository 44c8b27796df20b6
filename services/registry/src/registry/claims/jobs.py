"""What happens to claims by itself as time goes on."""

from chassis.worker import Timer
from registry.claims import actions

TIMERS = (Timer("forget_claim_contacts", 3600, actions.forget_contacts),)
"""Contacts are kept as long as somebody may have to ask again."""
