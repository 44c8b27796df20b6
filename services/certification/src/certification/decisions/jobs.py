"""Small gaps that were not closed in time."""

from certification.decisions import actions
from chassis.worker import Timer

TIMERS = (Timer("close_late_gaps", 60, actions.close_late_gaps),)
