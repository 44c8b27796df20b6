"""How far a learner is in a module, how many tries there are, and how long a pass holds."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from chassis.errors import Refused, sentence

ASSIGNED, IN_PROGRESS, LOCKED, PASSED = "assigned", "in_progress", "locked", "passed"
DUE_SOON, EXPIRED = "due_soon", "expired"
OPEN = (ASSIGNED, IN_PROGRESS, LOCKED)
"""States in which there is something left to do; a learner has one such row of a module."""

ATTEMPTS = 3
"""So many tries, then a talk with a trainer, then so many again."""
TALK_AFTER = timedelta(hours=24)
DUE_DAYS = 60
"""So long before the end of a pass its renewal may begin."""


def shown_state(state: str, valid_until: date | None, today: date) -> str:
    """Return the state as people see it: what was passed grows old by the calendar."""
    if state != PASSED or valid_until is None:
        return state
    if valid_until < today:
        return EXPIRED
    return DUE_SOON if today >= renewable_from(valid_until) else PASSED


def has_ended(valid_until: date | None, today: date) -> bool:
    """Say whether a pass holds no more."""
    return valid_until is not None and valid_until < today


def renewable_from(valid_until: date) -> date:
    """Return the first day on which a pass may be renewed."""
    return valid_until - timedelta(days=DUE_DAYS)


def last_valid_day(passed_on: date, months: int) -> date:
    """Return the last day a pass holds: the one before the same day, some months later.

    Where that month has no such day, it is the month's last: 29 February holds to 28 February.
    """
    year, month = divmod(passed_on.year * 12 + passed_on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if passed_on.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, passed_on.day) - timedelta(days=1)


def check_renewable(valid_until: date | None, today: date) -> None:
    """Refuse to begin a module anew while its pass holds for long.

    Raises:
        Refused: `not_due`, with the first day in `renew_from`.

    """
    if valid_until is not None and today < renewable_from(valid_until):
        day = renewable_from(valid_until)
        raise Refused(
            sentence(
                "You have passed this module. You can renew it from %(day)s.", day=day.isoformat()
            ),
            reason="not_due",
            renew_from=day.isoformat(),
        )


def check_may_try(state: str) -> None:
    """Refuse a try at what is locked or passed.

    Raises:
        Refused: `locked`, `already_passed`.

    """
    if state == LOCKED:
        raise Refused(
            "You have used all your tries. Talk to a trainer, who can give you new ones.",
            reason="locked",
        )
    if state == PASSED:
        raise Refused("You have passed this module already.", reason="already_passed")


def after_failure(made: int, allowed: int) -> str:
    """Return the state after a try that was not good enough."""
    return IN_PROGRESS if made < allowed else LOCKED


def check_release(state: str, locked_at: datetime | None, now: datetime) -> None:
    """Refuse to give new tries where none are needed, or before the pause is over.

    Raises:
        Refused: `not_locked`; `too_early`, with the instant in `release_from`.

    """
    if state != LOCKED or locked_at is None:
        raise Refused("This person can go on without you.", reason="not_locked")
    if now < locked_at + TALK_AFTER:
        raise Refused(
            "Wait until 24 hours have passed since the last try.",
            reason="too_early",
            release_from=(locked_at + TALK_AFTER).isoformat(),
        )
