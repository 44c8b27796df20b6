"""How an assessment goes on: what may be done in which state, and by whom."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from certification.schools.rules import Holder
from chassis.errors import Forbidden, Refused

SUBMITTED, SIFT, SCHEDULED, FIELDWORK = "submitted", "sift", "scheduled", "fieldwork"
FINDINGS_SHARED, MODERATION = "findings_shared", "moderation"
AWARDED, MINOR_GAPS, NOT_YET = "awarded", "minor_gaps", "not_yet"
RETURNED, WITHDRAWN = "returned", "withdrawn"
STATES = (
    SUBMITTED, SIFT, SCHEDULED, FIELDWORK, FINDINGS_SHARED, MODERATION,
    MINOR_GAPS, AWARDED, NOT_YET, RETURNED, WITHDRAWN,
)  # fmt: skip
DECIDED = (AWARDED, MINOR_GAPS, NOT_YET)
OVER = (AWARDED, NOT_YET, RETURNED, WITHDRAWN)
"""Nothing is done with these any more."""
BEFORE_DECISION = (SUBMITTED, SIFT, SCHEDULED, FIELDWORK, FINDINGS_SHARED, MODERATION)

ASSIGN, ACCEPT, REFUSE = "assign", "accept", "refuse"
PLAN, ACCEPT_AGENDA, RETURN, BEGIN = "plan", "accept_agenda", "return", "begin"
INTERVIEW, FIND, SHARE, RESPOND = "interview", "find", "share", "respond"
DECIDE, WITHDRAW = "decide", "withdraw"
FROM: Mapping[str, tuple[str, ...]] = {
    ASSIGN: (SUBMITTED, SIFT),
    ACCEPT: (SUBMITTED, SIFT),
    REFUSE: (SUBMITTED, SIFT),
    # A day that cannot be kept is agreed anew.
    PLAN: (SIFT, SCHEDULED),
    ACCEPT_AGENDA: (SIFT,),
    RETURN: (SIFT,),
    BEGIN: (SCHEDULED,),
    INTERVIEW: (FIELDWORK, MINOR_GAPS),
    FIND: (FIELDWORK, MINOR_GAPS),
    SHARE: (FIELDWORK,),
    RESPOND: (FINDINGS_SHARED,),
    DECIDE: (MODERATION, MINOR_GAPS),
    WITHDRAW: BEFORE_DECISION,
}
"""In which states each thing may be done."""

RESPONSE_DAYS = 14
"""So long a school may answer to what was found."""
GAP_DAYS = 180
"""So long a school has to close small gaps."""
ANSWERED_LATE: Mapping[str, str] = {FINDINGS_SHARED: MODERATION, MINOR_GAPS: NOT_YET}
"""Where an assessment goes by itself when its deadline has passed."""


class Post(Protocol):
    """A role at a place."""

    @property
    def scope(self) -> str:
        """Return what kind of place it is."""
        ...

    @property
    def id(self) -> str:
        """Return which one."""
        ...


def check(action: str, state: str) -> None:
    """Refuse what cannot be done with an assessment as it is.

    Raises:
        Refused: `wrong_state` with the `state` it is in; `already_decided` for a decision.

    """
    if state in FROM[action]:
        return
    if action == DECIDE and state in DECIDED:
        raise Refused("The panel has decided already.", reason="already_decided")
    raise Refused(
        "This cannot be done with the assessment as it is now.", reason="wrong_state", state=state
    )


def check_first_gaps(state: str) -> None:
    """Refuse to name small gaps a second time: they are closed by then, or not.

    Raises:
        Refused: `wrong_state`.

    """
    if state == MINOR_GAPS:
        raise Refused("Gaps were named already.", reason="wrong_state", state=state)


def works_as(holder: Holder, role: str, partner: str) -> bool:
    """Say whether somebody holds a role at the partner of a school."""
    return holder.partner == partner and holder.has(role, "partner")


def check_works_as(holder: Holder, role: str, partner: str) -> None:
    """Refuse whoever does not hold a role at the partner of a school.

    Raises:
        Forbidden: `not_yours`.

    """
    if not works_as(holder, role, partner):
        raise Forbidden("You do not look after this school.", reason="not_yours")


def has_post(roles: Iterable[Post], school_id: object) -> bool:
    """Say whether one of somebody's roles is at a school."""
    return any(held.scope == "school" and held.id == str(school_id) for held in roles)
