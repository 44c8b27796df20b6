"""What ends by the calendar, looked for often, since a look costs little."""

from chassis.worker import Timer
from training.passes import actions

TIMERS = (Timer("end_passes", 10, actions.end_due),)
