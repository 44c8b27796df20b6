"""What happens to roles by itself as time goes on."""

from chassis.worker import Timer
from registry.roles import actions

TIMERS = (Timer("end_roles", 60, actions.end_due),)
