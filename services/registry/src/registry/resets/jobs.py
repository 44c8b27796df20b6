"""Links for a new password, taken away some time after they ended."""

from chassis.worker import Timer
from registry.resets import queries

TIMERS = (Timer("forget_resets", 3600, queries.forget_old),)
