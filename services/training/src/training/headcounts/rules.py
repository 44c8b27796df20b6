"""What a head count may say, and for how long it holds."""

from datetime import date, timedelta

from chassis.errors import Invalid, sentence

GOOD_DAYS = 180
MOST = 999
LONGEST_TERM = 20


def is_stale(declared_on: date, today: date) -> bool:
    """Say whether a head count is too old to count with; on its 180th day it still holds."""
    return (today - declared_on).days > GOOD_DAYS


def oldest_good(today: date) -> date:
    """Return the day before which every head count is too old."""
    return today - timedelta(days=GOOD_DAYS)


def check_declared_on(declared_on: date, today: date) -> None:
    """Refuse a head count of a day that has not come.

    Raises:
        Invalid: on the field `declared_on`.

    """
    if declared_on > today:
        text = sentence("Use the day on which you counted; it cannot lie ahead.")
        raise Invalid(text, errors={"declared_on": [text]})
