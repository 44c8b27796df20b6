"""What every service tidies up by itself."""

from chassis import idempotency
from chassis.bus import retention
from chassis.timers import Timer

TIMERS = (
    Timer("forget-answers", 3600.0, idempotency.forget_old),
    Timer("reduce-log", 60.0, retention.reduce_log),
)
