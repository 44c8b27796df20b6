"""When a country's profile is good enough to be shown to children and to count days by."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.errors import Invalid, Refused, sentence

REVIEW_IS_GOOD_DAYS = 365
DAYS_OF_WEEK = range(1, 8)
"""1 is Monday, 7 is Sunday (ISO 8601)."""
DEADLINE_HOURS = (1, 720)
RETENTION_DAYS = (1, 3650)
ADULT_AGES = (14, 21)
CLOCKS = ("wall", "working")
MOST_DUTIES = 20
MOST_HOLIDAYS = 60
CODE = re.compile(r"[A-Z][A-Z_]{1,23}")
"""A code of the list of harms, such as SEXTORT."""
PHONE = re.compile(r"000 demo|[0-9+*# ()./-]{2,40}")
"""A number as it is dialled; the one with letters stands for all numbers in practice data."""
_NEVER = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff"
HTTPS = re.compile(rf"https://[^\s/$.?#{_NEVER}][^\s{_NEVER}]*")
LINE = re.compile(rf"[^\t\n\r{_NEVER}]*")
"""What a database and a page can show, on one line."""
TEXT = re.compile(rf"[^{_NEVER}]*")
"""The same on several lines."""

PUBLISHED = "published"
DRAFT = "draft"
RETIRED = "retired"
_SHOWN_TO_CHILDREN = ("emergency", "helpline", "hotline", "source")


def check_working_week(weekend: Sequence[int]) -> None:
    """Refuse a week without a working day: no clock could ever run in it.

    Raises:
        Invalid: `no_working_day`, or a day that is not 1 to 7.

    """
    if any(day not in DAYS_OF_WEEK for day in weekend):
        raise Invalid(
            "Days of the week are 1 (Monday) to 7 (Sunday).",
            errors={"weekend": [sentence("Use the days 1 (Monday) to 7 (Sunday).")]},
        )
    if set(weekend) == set(DAYS_OF_WEEK):
        raise Invalid(
            "Leave at least one working day.",
            errors={"weekend": [sentence("Leave at least one working day.")]},
            reason="no_working_day",
        )


def check_served(country: str, served: Sequence[str]) -> None:
    """Refuse a country the partner does not work in.

    Raises:
        Invalid: on the field `country`.

    """
    if country not in served:
        raise Invalid(
            "Your organisation does not work in this country.",
            errors={"country": [sentence("Your organisation does not work in this country.")]},
        )


def check_draft(state: str) -> None:
    """Refuse to change what is or was in force.

    Raises:
        Refused: `not_a_draft`.

    """
    if state != DRAFT:
        raise Refused(
            "Only a draft can be changed. Make a new draft of this country.", reason="not_a_draft"
        )


def check_reviewed(reviewed_on: date, today: date) -> None:
    """Refuse a review that lies ahead, or is too old to open a way for children to report.

    Raises:
        Invalid: on the field `reviewed_on`.

    """
    if reviewed_on > today:
        _blame_review(sentence("Use the day of the review; it cannot lie ahead."))
    if review_is_old(reviewed_on, today):
        _blame_review(
            sentence(
                "The review is older than %(days)s days. Check it all again.",
                days=REVIEW_IS_GOOD_DAYS,
            )
        )


def check_complete(content: Mapping[str, Any]) -> None:
    """Refuse to publish what could not help a child who calls.

    Raises:
        Refused: `not_complete`, with the fields in `missing`.

    """
    missing = [name for name in _SHOWN_TO_CHILDREN if not content.get(name)]
    helpline = content.get("helpline") or {}
    missing += ["helpline.phone"] if helpline and not helpline.get("phone") else []
    if missing:
        raise Refused(
            "Fill in the emergency number, the helpline with its number, the hotline, the source.",
            reason="not_complete",
            missing=missing,
        )


def check_newest(version: int, published: int | None) -> None:
    """Refuse to put an older draft in the place of a newer profile.

    Raises:
        Refused: `newer_published`.

    """
    if published is not None and version < published:
        raise Refused(
            sentence(
                "Version %(published)s of this country is already published.", published=published
            ),
            reason="newer_published",
        )


def check_second_person(writer: str | None, publisher: str) -> None:
    """Hold apart who wrote a profile and who publishes it.

    Raises:
        Refused: `same_person`.

    """
    if writer == publisher:
        raise Refused(
            "You wrote this draft. Somebody else has to look at it and publish it.",
            reason="same_person",
        )


def review_is_old(reviewed_on: date, today: date) -> bool:
    """Say whether a review no longer counts; the day 365 days after it still does."""
    return review_age_days(reviewed_on, today) > REVIEW_IS_GOOD_DAYS


def review_age_days(reviewed_on: date, today: date) -> int:
    """Return how many days ago the review was."""
    return (today - reviewed_on).days


def _blame_review(text: str) -> None:
    raise Invalid(text, errors={"reviewed_on": [text]})
