"""Let a post of a school pass to somebody else in the moment in which that person accepts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import Actor
from chassis.errors import Refused
from registry.people import actions as people
from registry.people.rules import Link
from registry.roles import queries as roles
from registry.roles.model import Membership
from registry.staffing.rules import POSTS


def look(session: Session, membership_id: UUID) -> Membership:
    """Return a post that can pass on.

    Raises:
        NotFound: there is no such role.
        Refused: `wrong_state`, or `no_post` for a role that is no post of a school.

    """
    found = roles.get(session, membership_id)
    if found.role not in POSTS:
        raise Refused("Only a post of a school is passed on.", reason="no_post")
    if found.state != "active":
        raise Refused("This role is not held.", reason="wrong_state", state=found.state)
    return found


def hand_over(
    session: Session, membership_id: UUID, login: str, *, by: Actor, now: datetime
) -> tuple[Membership, Link]:
    """Invite a successor; the post passes when they accept, and nothing changes before.

    Raises:
        NotFound: there is no such role.
        Forbidden: `may_not_appoint`.
        Invalid: the login cannot be.
        Refused: as `look` says; `already_holds`, `too_many_scopes`, `account_closed`.

    """
    found = look(session, membership_id)
    return people.invite(
        session,
        by,
        login=login,
        role=found.role,
        place=found.place,
        now=now,
        replaces_id=found.id,
    )
