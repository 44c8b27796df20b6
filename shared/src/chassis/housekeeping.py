"""What every service tidies up by itself."""

from functools import partial

from chassis import idempotency
from chassis.bus import retention
from chassis.timers import Timer


def timers(*, has_broker: bool) -> tuple[Timer, ...]:
    """Return the work that comes round in every service."""
    return (
        Timer("forget-answers", 3600.0, idempotency.forget_old),
        Timer("reduce-log", 60.0, partial(retention.reduce_log, has_broker=has_broker)),
    )
