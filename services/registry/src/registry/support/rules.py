"""What is noted of a visit, and when."""

from datetime import date
from enum import StrEnum

from chassis.errors import Forbidden, Invalid, sentence

HOURS = (0.25, 24.0)
"""How long a visit lasts at least and at most."""

NOTE_LETTERS = 2000
MOST_STEPS = 10
STEP_LETTERS = 200


class Mode(StrEnum):
    """How coach and school met."""

    VISIT = "visit"
    CALL = "call"
    ONLINE = "online"


class Module(StrEnum):
    """Modules of the standard a visit may be about."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"


def check_coach(*, is_own: bool) -> None:
    """Allow only the school's own coach to note a visit.

    Raises:
        Forbidden: `not_yours`.

    """
    if not is_own:
        raise Forbidden("You are not the coach of this school.", reason="not_yours")


def check_happened(on: date, today: date) -> None:
    """Allow a visit to be noted once it has taken place.

    Raises:
        Invalid: the day lies ahead, where the school is.

    """
    if on > today:
        raise Invalid(errors={"on": [sentence("Note a visit after it took place.")]})
