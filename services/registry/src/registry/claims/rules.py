"""What a claim is, how fast it is answered, and how many may come in at once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Refused, TooMany

ANSWER_WITHIN_DAYS = 5
"""Working days a claimant waits at most."""

WINDOW = timedelta(hours=1)
MOST_FOR_ONE_CODE = 5
MOST_AT_ALL = 60
"""So many claims come in within a window; anybody may send one, so nobody may send many."""

CONTACT_KEPT = timedelta(days=90)
"""For so long after the decision the contact is kept."""

OWN_FIELDS = frozenset({"country", "official_code", "name", "town", "contact"})
"""What somebody says who registers a school; the rest is for coordinators."""
CONTACT_CHARACTERS = 200

USUAL_WEEKEND = frozenset({6, 7})
_LONGEST_COUNT_DAYS = 400


class State(StrEnum):
    """What became of a claim."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


class Proof(StrEnum):
    """How a coordinator made sure that a claim is true."""

    LETTER_UPLOAD = "letter_upload"
    OFFICIAL_MAILBOX = "official_mailbox"
    PHONE_CALLBACK = "phone_callback"


def check_open(state: str) -> None:
    """Allow a claim to be decided once.

    Raises:
        Refused: `already_decided`.

    """
    if state != State.OPEN:
        raise Refused("This claim is decided already.", reason="already_decided", state=state)


def check_pace(times: Sequence[datetime], most: int, now: datetime) -> None:
    """Slow a flood down.

    Args:
        times: when the newest claims of one kind came in, newest first; `most` of them suffice.
        most: how many of this kind may come in within `WINDOW`.
        now: the instant of one more.

    Raises:
        TooMany: with the seconds until the oldest of them no longer counts.

    """
    if len(times) < most:
        return
    wait = times[most - 1] + WINDOW - now
    if wait <= timedelta(0):
        return
    # A clock that was moved back must not lock anybody out for long.
    seconds = min(int(wait.total_seconds()) + 1, int(WINDOW.total_seconds()))
    raise TooMany(
        "Too many schools were registered just now. Please try again later.",
        retry_after=seconds,
    )


def working_days(
    start: date, end: date, weekend: Collection[int], holidays: Collection[date] = ()
) -> int:
    """Count the working days after `start`, up to `end`; 0 when `end` is not later.

    More than about a year is not counted on.
    """
    days = min((end - start).days, _LONGEST_COUNT_DAYS)
    return sum(
        1
        for number in range(1, days + 1)
        if _is_working(start + timedelta(days=number), weekend, holidays)
    )


def answer_by(start: date, weekend: Collection[int], holidays: Collection[date] = ()) -> date:
    """Return the last day on which an answer is in time."""
    day, left = start, ANSWER_WITHIN_DAYS
    for _ in range(_LONGEST_COUNT_DAYS):
        day += timedelta(days=1)
        left -= _is_working(day, weekend, holidays)
        if left == 0:
            break
    return day


def _is_working(day: date, weekend: Collection[int], holidays: Collection[date]) -> bool:
    return day.isoweekday() not in weekend and day not in holidays
