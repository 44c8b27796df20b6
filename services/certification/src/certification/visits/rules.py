"""When a school may be visited, and with whom assessors talk there."""

from collections.abc import Iterable
from datetime import date

from chassis.errors import Invalid, Refused, sentence

GROUPS = ("leadership", "staff", "pupils", "parents")
FEWEST_PUPILS = 4
"""Among fewer one pupil could be made out."""
MOST_PEOPLE = 40
MOST_ITEMS = 30
GROUPS_NEEDED = 3


def check_day(visit_on: date, today: date) -> None:
    """Refuse a day that is over.

    Raises:
        Invalid: error of `visit_on`.

    """
    if visit_on < today:
        raise Invalid(
            "Choose a day to come.",
            errors={"visit_on": [sentence("Choose today or a day to come.")]},
        )


def check_agenda(items: object) -> None:
    """Refuse to agree to an agenda that was not made.

    Raises:
        Refused: `no_agenda`.

    """
    if not items:
        raise Refused("The assessor has not proposed a day yet.", reason="no_agenda")


def check_to_come(visit_on: date | None, today: date) -> None:
    """Refuse to agree to a day that is over.

    Raises:
        Refused: `day_over`, with `visit_on`.

    """
    if visit_on is not None and visit_on < today:
        raise Refused(
            "The day that was proposed is over. Ask the assessor for another one.",
            reason="day_over",
            visit_on=visit_on.isoformat(),
        )


def check_begun(visit_on: date | None, today: date) -> None:
    """Refuse to begin before the day.

    Raises:
        Refused: `too_early`, with `visit_on`.

    """
    if visit_on is not None and today < visit_on:
        raise Refused(
            "The visit begins on the day that was agreed.",
            reason="too_early",
            visit_on=visit_on.isoformat(),
        )


def check_people(group: str, people: int) -> None:
    """Refuse a talk with so few pupils that one could be made out.

    Raises:
        Invalid: error of `people`.

    """
    if group == "pupils" and people < FEWEST_PUPILS:
        raise Invalid(
            "Talk with more pupils together.",
            errors={
                "people": [
                    sentence(
                        "Talk with %(fewest)s pupils or more together.",
                        fewest=FEWEST_PUPILS,
                    )
                ]
            },
        )


def are_enough(groups: Iterable[str]) -> bool:
    """Say whether enough groups were heard, pupils among them."""
    heard = set(groups)
    return "pupils" in heard and len(heard) >= GROUPS_NEEDED
