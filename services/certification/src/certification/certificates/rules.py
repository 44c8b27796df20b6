"""How long a certificate holds, what it is worth on a day, and what may happen to it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from chassis.errors import Invalid, Refused, sentence

ACTIVE, DUE, GRACE, EXPIRED = "active", "due", "grace", "expired"
SUSPENDED, REVOKED, SUPERSEDED = "suspended", "revoked", "superseded"
STATES = (ACTIVE, DUE, GRACE, EXPIRED, SUSPENDED, REVOKED, SUPERSEDED)
IN_FORCE = (ACTIVE, DUE, GRACE)
STANDING = (*IN_FORCE, SUSPENDED)
"""Not over: a school has one of these at most."""
REASONS = ("safeguarding_request", "surveillance_missed", "withdrawn_by_school", "other")
DUE_DAYS = 90
"""So many days before its end a certificate is due."""
GRACE_DAYS = 90
"""So long an ended certificate is kept up while its renewal is under way."""
SUSPENDED_DAYS = 30
"""By then the panel should have decided on a suspension."""
SUSPEND, REINSTATE, REVOKE = "suspend", "reinstate", "revoke"
FROM: Mapping[str, tuple[str, ...]] = {
    SUSPEND: IN_FORCE,
    REINSTATE: (SUSPENDED,),
    REVOKE: (SUSPENDED,),
}
"""In which states each thing may be done."""


class Step(NamedTuple):
    """A change that comes by the calendar alone."""

    state: str
    on: date


def valid_to(valid_from: date, months: int) -> date:
    """Return the last day of a certificate: so many months on, and a day back.

    Where that month has no such day, its last day stands for it.
    """
    year, month = divmod(valid_from.year * 12 + valid_from.month - 1 + months, 12)
    day = min(valid_from.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def due_on(last_day: date) -> date:
    """Return the day from which the end of a certificate is near."""
    return last_day - timedelta(days=DUE_DAYS)


def steps(state: str, last_day: date, today: date, *, is_renewing: bool = False) -> list[Step]:
    """Return what the calendar has made of a certificate since its state was written.

    `is_renewing` says that an assessment handed in before the end is still under way.
    """
    found = []
    if state == ACTIVE and today >= due_on(last_day):
        found.append(Step(DUE, due_on(last_day)))
    keeps_up = is_renewing and today <= grace_to(last_day)
    if state in (ACTIVE, DUE) and today > last_day:
        ended_on = last_day + timedelta(days=1)
        found.append(Step(GRACE if keeps_up else EXPIRED, ended_on))
    if state == SUSPENDED and today > last_day and not keeps_up:
        found.append(Step(EXPIRED, last_day + timedelta(days=1)))
    if state == GRACE and not keeps_up:
        found.append(Step(EXPIRED, min(today, grace_to(last_day) + timedelta(days=1))))
    return found


def grace_to(last_day: date) -> date:
    """Return the last day on which a renewal under way keeps a certificate up."""
    return last_day + timedelta(days=GRACE_DAYS)


def now_worth(state: str, last_day: date, today: date, *, is_renewing: bool = False) -> str:
    """Return what a certificate is worth today, whether or not that was written down yet."""
    passed = steps(state, last_day, today, is_renewing=is_renewing)
    return passed[-1].state if passed else state


def check(action: str, state: str) -> None:
    """Refuse what cannot be done with a certificate as it is.

    Raises:
        Refused: `wrong_state`, with the `state` it is in.

    """
    if state not in FROM[action]:
        raise Refused(
            "This cannot be done with the certificate as it is now.",
            reason="wrong_state",
            state=state,
        )


def check_heard(heard_on: date, today: date) -> None:
    """Refuse a hearing of the head that is still to come.

    Raises:
        Invalid: on `head_heard_on`.

    """
    if heard_on > today:
        text = sentence("Hear the head first: this day is still to come.")
        raise Invalid(text, errors={"head_heard_on": [text]}, reason="not_heard_yet")
