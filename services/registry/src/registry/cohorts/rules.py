"""What a cohort is, and which states it passes through."""

import re
from datetime import date
from enum import StrEnum

from chassis.errors import Invalid, Refused, sentence

TARGETS = range(1, 5001)
"""For how many schools a cohort may be planned."""

NAME_LETTERS = range(2, 121)

SEMVER = re.compile(r"\d{1,4}(\.\d{1,4}){2}(\+[a-z0-9.-]{1,40})?\Z")
"""The version of a text, like `1.0.0`, or `1.0.0+md.1` where a partner added to it."""


class State(StrEnum):
    """Whether schools can join a cohort."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


def check_dates(starts_on: date, ends_on: date) -> None:
    """Allow a cohort to last from one day to another.

    Raises:
        Invalid: it ends before it has begun, or on the same day.

    """
    if ends_on <= starts_on:
        raise Invalid(errors={"ends_on": [sentence("Choose a day after the first one.")]})


def check_openable(state: str) -> None:
    """Allow a planned cohort to take schools in.

    Raises:
        Refused: `wrong_state`.

    """
    if state != State.PLANNED:
        raise Refused("Only a planned cohort can be opened.", reason="wrong_state", state=state)


def check_closable(state: str) -> None:
    """Allow a running cohort to take no more schools.

    Raises:
        Refused: `wrong_state`.

    """
    if state != State.RUNNING:
        raise Refused("Only a running cohort can be closed.", reason="wrong_state", state=state)


def check_open_to_schools(state: str) -> None:
    """Allow a school to join.

    Raises:
        Refused: `cohort_not_running`.

    """
    if state != State.RUNNING:
        raise Refused(
            "Schools can join a cohort only while it runs.",
            reason="cohort_not_running",
            cohort_state=state,
        )
