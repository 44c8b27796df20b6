"""What sign-ins leave behind, taken away as time goes on."""

from chassis.worker import Timer
from registry.signins import queries
from registry.tries import actions as tries

TIMERS = (
    Timer("forget_sign_ins", 3600, queries.forget_old),
    Timer("forget_tries", 3600, tries.forget_old),
)
