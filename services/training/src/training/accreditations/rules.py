"""When somebody may be made a trainer, and for how long."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from chassis.errors import Forbidden, Invalid, Refused, sentence

FOUNDING = "founding"
"""The first trainers have nobody to observe them: a coordinator takes them on with a reason."""
FOUNDING_DAYS = 180
MONTHS = 24
ACCREDITED, LAPSED = "accredited", "lapsed"


def check_founding(first_at: datetime | None, now: datetime) -> None:
    """Refuse more founding trainers once the first one was taken on long ago.

    Raises:
        Refused: `founding_over`.

    """
    if first_at is not None and now - first_at > timedelta(days=FOUNDING_DAYS):
        raise Refused(
            sentence(
                "Founding trainers can be taken on for %(days)s days after the first one.",
                days=FOUNDING_DAYS,
            ),
            reason="founding_over",
        )


def check_is_trainer(is_trainer: bool) -> None:
    """Refuse somebody who has not been appointed as a trainer.

    Raises:
        Invalid: on the field `user`.

    """
    if not is_trainer:
        text = sentence("Appoint this person as a trainer first, and let them sign in again.")
        raise Invalid(text, errors={"user": [text]}, reason="not_a_trainer")


def check_modules(modules: Sequence[str], known: Sequence[str]) -> None:
    """Refuse modules there are not.

    Raises:
        Invalid: on the field `modules`.

    """
    unknown = sorted(set(modules) - set(known))
    if unknown or not modules:
        text = sentence("Use these modules: %(known)s.", known=", ".join(known))
        raise Invalid(text, errors={"modules": [text]}, reason="unknown_module")


def last_valid_day(today: date) -> date:
    """Return the last day of an accreditation that begins today."""
    year = today.year + MONTHS // 12
    day = min(today.day, monthrange(year, today.month)[1])
    return date(year, today.month, day) - timedelta(days=1)


def check_covers(modules: Sequence[str] | None, module: str) -> None:
    """Refuse a trainer who is not accredited for a module today.

    Raises:
        Forbidden: `not_accredited`.

    """
    if modules is None or module not in modules:
        raise Forbidden(
            "Only a trainer accredited for this module can do this.", reason="not_accredited"
        )
