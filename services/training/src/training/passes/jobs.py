"""What ends by the calendar, looked for every minute."""

from chassis.worker import Timer
from training.passes import actions

TIMERS = (Timer("end_passes", 60, actions.end_due),)
