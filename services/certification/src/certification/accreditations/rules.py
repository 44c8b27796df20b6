"""When somebody may be made an assessor, and for how long."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from chassis.errors import Invalid, Refused, sentence

FOUNDING = "founding"
"""The first assessors have nobody to learn from: a coordinator takes them on with a reason."""
FOUNDING_DAYS = 180
MONTHS = 36
ACCREDITED, SUSPENDED, LAPSED = "accredited", "suspended", "lapsed"
MOST_LANGS = 20
NEXT: Mapping[str, tuple[str, ...]] = {
    ACCREDITED: (SUSPENDED, LAPSED),
    SUSPENDED: (ACCREDITED, LAPSED),
    LAPSED: (),
}
"""Where each state may lead."""


def check_founding(first_at: datetime | None, now: datetime) -> None:
    """Refuse more founding assessors once the first one was taken on long ago.

    Raises:
        Refused: `founding_over`.

    """
    if first_at is not None and now - first_at > timedelta(days=FOUNDING_DAYS):
        raise Refused(
            sentence(
                "Founding assessors can be taken on for %(days)s days after the first one.",
                days=FOUNDING_DAYS,
            ),
            reason="founding_over",
        )


def check_is_assessor(is_assessor: bool) -> None:
    """Refuse somebody who has not been appointed as an assessor.

    Raises:
        Invalid: on the field `user`.

    """
    if not is_assessor:
        text = sentence("Appoint this person as an assessor first, and let them sign in again.")
        raise Invalid(text, errors={"user": [text]}, reason="not_an_assessor")


def check_move(state: str, to: str) -> None:
    """Refuse a step that does not follow.

    Raises:
        Refused: `wrong_state`.

    """
    if to not in NEXT[state]:
        raise Refused("This cannot be done with the accreditation now.", reason="wrong_state")


def last_valid_day(today: date) -> date:
    """Return the last day of an accreditation that begins today."""
    year = today.year + MONTHS // 12
    day = min(today.day, monthrange(year, today.month)[1])
    return date(year, today.month, day) - timedelta(days=1)


def is_valid(state: str, valid_until: date, today: date) -> bool:
    """Say whether an accreditation lets somebody assess today."""
    return state == ACCREDITED and today <= valid_until
