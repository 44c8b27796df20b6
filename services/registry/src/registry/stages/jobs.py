"""What happens to stages by itself as time goes on."""

from chassis.worker import Timer
from registry.stages import actions

TIMERS = (Timer("move_stages", 300, actions.pass_time),)
