"""Who may end whose role, and which roles cannot end because nobody would be left."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from chassis.errors import Forbidden, Refused
from registry.roles.rules import APPOINTS, Place, covers
from registry.staffing.rules import POSTS, Holder, is_complete

KEPT = frozenset({"coordinator", "ops"})
"""Roles of a programme that somebody must have, or nobody could let people in again."""
GUARDED = frozenset({"active", "dormant"})
"""States in which a school must keep a head and a second person."""


class Remedy(StrEnum):
    """What to do first, so that a role can end afterwards."""

    ASK_FOR_HEAD = "ask_for_head"
    INVITE_HEAD = "invite_head"
    INVITE_SECOND = "invite_second"
    OTHER_HOLDER = "other_holder"


class Standing(NamedTuple):
    """A role as far as its end depends on it."""

    user_id: str
    role: str
    place: Place
    partner_id: str | None


def acting_role(caller: str, held: Sequence[tuple[str, Place]], standing: Standing) -> str:
    """Return the role in which a person ends a role: theirs, or one they look after.

    Coordinators end every role of their partner; whoever appoints to a role ends it too; and
    everybody may give up their own.

    Args:
        caller: id of the person.
        held: the person's roles, and where.
        standing: the role that shall end.

    Raises:
        Forbidden: `may_not_end`.

    """
    if caller == standing.user_id:
        return standing.role
    for role, where in held:
        is_theirs = role == "coordinator" and where == ("partner", standing.partner_id)
        appoints = standing.role in APPOINTS.get(role, ())
        if is_theirs or (appoints and covers(where, standing.place, standing.partner_id)):
            return role
    raise Forbidden("You cannot end this role.", reason="may_not_end")


def check_state(state: str) -> None:
    """Let a role end once.

    Raises:
        Refused: `wrong_state`.

    """
    if state == "ended":
        raise Refused("This role has ended already.", reason="wrong_state", state=state)


def obstacle(
    holders: Sequence[Holder], leaver: Holder, school_state: str, *, by_school: bool
) -> tuple[str, Remedy] | None:
    """Return why a post of a school cannot end, as a reason and its remedy, or None if it can.

    Args:
        holders: everybody who holds a post of the school now, the leaver too.
        leaver: whose post shall end.
        school_state: the school's state.
        by_school: whether somebody of the school does it; they never end their last head.

    """
    if leaver.role not in POSTS:
        return None
    left = [each for each in holders if each != leaver]
    is_last_head = leaver.role == "head" and all(each.role != "head" for each in left)
    remedy = Remedy.INVITE_SECOND
    if is_last_head:
        remedy = Remedy.ASK_FOR_HEAD if by_school else Remedy.INVITE_HEAD
    if school_state in GUARDED and not is_complete(left):
        return "last_second_manager", remedy
    if is_last_head and by_school:
        return "last_head", remedy
    return None
