"""What whoever opens an assessment can do with it now."""

from dataclasses import dataclass

from certification.assessments import rules as states
from certification.assignments.rules import MOST

ANSWER = "answer"
"""An assessor says yes or no to an offer."""

OUT = (states.RETURN, states.WITHDRAW)
"""What is done only when it cannot go on."""

MISSED, QUIET = "missed", "quiet"
"""How an assessment runs late: its day is over, or nothing has happened for long."""
QUIET_DAYS = 14
WORKED_ON = (states.SUBMITTED, states.SIFT, states.FIELDWORK, states.MODERATION)
"""Here somebody of the programme has to do something; the other states have a day of their own."""
AGREED_ON = (states.SIFT, states.SCHEDULED)
"""Here a day is proposed or agreed, and the visit has not begun."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What somebody has to do with an assessment."""

    coordinates: bool = False
    is_head: bool = False
    is_asked: bool = False
    """Was asked to assess, and has not answered."""
    assesses: bool = False
    leads: bool = False
    decides: bool = False
    """Is of the panel, and neither assesses nor works at the school."""


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How an assessment stands."""

    state: str
    asked: int = 0
    """How many were asked and have not said no."""
    has_agenda: bool = False
    day_reached: bool = False
    day_over: bool = False
    quiet_days: int = 0
    """For so many days nothing was done."""
    left: int = 0
    """How many criteria have no finding yet."""
    gaps: int = 0
    """How many gaps were named and are not closed."""


def tasks(part: Part, stand: Stand) -> list[str]:
    """Return what somebody can do now, the most pressing first."""
    looks_again = part.assesses and (stand.state != states.MINOR_GAPS or stand.gaps > 0)
    wanted = {
        ANSWER: part.is_asked and stand.state in states.FROM[states.ACCEPT],
        states.DECIDE: part.decides,
        states.RESPOND: part.is_head,
        states.ACCEPT_AGENDA: part.is_head and stand.has_agenda and not stand.day_over,
        states.ASSIGN: part.coordinates and stand.asked < MOST,
        states.BEGIN: part.assesses and stand.day_reached,
        states.SHARE: part.leads and stand.left == 0,
        states.FIND: looks_again,
        states.INTERVIEW: looks_again,
        states.PLAN: part.leads,
        states.RETURN: part.assesses,
        states.WITHDRAW: part.is_head,
    }
    return [
        task
        for task, is_theirs in wanted.items()
        if is_theirs and (task == ANSWER or stand.state in states.FROM[task])
    ]


def presses(part: Part, stand: Stand) -> str | None:
    """Return the task that waits for this person above all, None when they can only look."""
    quiet = set(OUT)
    if stand.has_agenda and not stand.day_over:
        quiet.add(states.PLAN)
    if stand.asked:
        quiet.add(states.ASSIGN)
    if stand.state == states.MINOR_GAPS and stand.gaps:
        quiet.add(states.DECIDE)
    return next((each for each in tasks(part, stand) if each not in quiet), None)


def late(stand: Stand) -> str | None:
    """Return how an assessment runs late, None when it does not."""
    if stand.state in AGREED_ON and stand.day_over:
        return MISSED
    if stand.state in WORKED_ON and stand.quiet_days >= QUIET_DAYS:
        return QUIET
    return None
