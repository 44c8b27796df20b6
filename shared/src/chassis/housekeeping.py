"""What every service tidies up by itself."""

from functools import partial

from chassis import idempotency, mail, reissues, seen
from chassis.bus import retention
from chassis.service import Service
from chassis.timers import Timer


def timers(service: Service, *, has_broker: bool) -> tuple[Timer, ...]:
    """Return the work that comes round in a service."""
    letters = (Timer("forget-mail", 3600.0, mail.forget_old),) if service.mails else ()
    people = Timer("forget-names", 86_400.0, seen.forget_unseen)
    return (
        *letters,
        *((people,) if service.remembers_people else ()),
        Timer("forget-answers", 3600.0, idempotency.forget_old),
        Timer("forget-reissues", 3600.0, reissues.forget_old),
        Timer("reduce-log", 60.0, partial(retention.reduce_log, has_broker=has_broker)),
    )
