"""What a school may do in a cohort, and the stages it passes through."""

from enum import StrEnum

from chassis.errors import Refused


class Stage(StrEnum):
    """How far a school is; the words other services are told."""

    APPLIED = "applied"
    ENROLLED = "enrolled"
    BASELINE = "baseline"
    IMPROVING = "improving"
    IN_ASSESSMENT = "in_assessment"
    CERTIFIED = "certified"
    RENEWING = "renewing"
    WITHDRAWN = "withdrawn"


LADDER = (
    Stage.APPLIED,
    Stage.ENROLLED,
    Stage.BASELINE,
    Stage.IMPROVING,
    Stage.IN_ASSESSMENT,
    Stage.CERTIFIED,
    Stage.RENEWING,
)
"""The stages in the order in which a school comes to them."""

MOVED_BY_FACTS = frozenset(LADDER) - {Stage.APPLIED}


class Reason(StrEnum):
    """Why a school leaves its cohort."""

    NO_TIME = "no_time"
    STAFF_LEFT = "staff_left"
    OTHER_PROGRAMME = "other_programme"
    NOT_WANTED = "not_wanted"
    SCHOOL_CLOSED = "school_closed"
    OTHER = "other"


JOINING = frozenset({"verified", "active"})
"""States of a school in which it can join a cohort."""


def check_may_join(school_state: str) -> None:
    """Allow a school to join a cohort.

    Raises:
        Refused: `school_not_verified`.

    """
    if school_state not in JOINING:
        raise Refused(
            "Only a school that is verified can join a cohort.",
            reason="school_not_verified",
            school_state=school_state,
        )


def check_applied(stage: str) -> None:
    """Allow a school that has applied to be taken in.

    Raises:
        Refused: `wrong_state`.

    """
    if stage != Stage.APPLIED:
        raise Refused(
            "Only a school that has applied can be confirmed.", reason="wrong_state", state=stage
        )


def check_live(stage: str) -> None:
    """Allow a change while a school is in its cohort.

    Raises:
        Refused: `wrong_state`.

    """
    if stage == Stage.WITHDRAWN:
        raise Refused("This school has left its cohort.", reason="wrong_state", state=stage)
