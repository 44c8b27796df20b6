"""Facts whose handlers failed: kept until another try, or for an operator to look at."""

import random

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import correlation
from chassis.bus.events import Delivered
from chassis.db import database_now
from chassis.errors import DomainError
from chassis.log import logger
from chassis.tables import inbox
from chassis.tracebacks import gist, plain, story

WAITING, DEAD = "waiting", "dead"
UNDECODABLE = "undecodable"
"""How the reason of a fact begins that could not be read."""
BACK_OFF_SECONDS = (5, 30, 120, 600, 3600, 21_600, 86_400)
_STACK_FRAMES = -16
"""Enough to reach from within a driver back to the handler."""
_MOST_REASON = 2000

_log = logger("inbox")


def set_aside(session: Session, event: Delivered, error: Exception, *, attempts: int) -> str:
    """Keep a fact whose handler failed, dead or for another try; return which."""
    is_over = isinstance(error, DomainError) or attempts >= len(BACK_OFF_SECONDS)
    state = DEAD if is_over else WAITING
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event.id)
        .values(
            state=state,
            attempts=attempts + 1,
            next_at=None if is_over else database_now(_pause(attempts)),
            reason=_reason(error)[:_MOST_REASON],
            stack=story(error, _STACK_FRAMES),
            body=event.body,
        )
    )
    _log.error(
        f"fact_{state}",
        event_id=event.id,
        type=event.type,
        attempts=attempts + 1,
        trace_id=correlation.trace_of(event.traceparent),
    )
    return state


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        return plain(f"{error.reason}: {error.detail}")
    return gist(error)


def _pause(attempts: int) -> float:
    return BACK_OFF_SECONDS[attempts] * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
