"""Close a sign-in for good, and blank what names its person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis import audit
from registry.accounts import queries as accounts
from registry.accounts.model import OneTimeCode, User
from registry.departures import actions as departures
from registry.devices import actions as devices
from registry.identities import queries as identities
from registry.resets import queries as resets
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.schools import queries as schools

CLOSED = "closed"


def forget(session: Session, login: str, *, who: str, now: datetime) -> UUID:
    """End every role of a person, close the sign-in, and blank login, name and address.

    What the person did stays, under an id that leads to nobody. Return that id, by which the
    other services forget the name they saw.

    Raises:
        NotFound: nobody has this login.
        Refused: a role cannot end yet, with `remedy`, as `departures.check_can_end` says.

    """
    user = accounts.of_login(session, login, lock=True)
    for membership in role_queries.standing(session, user.id):
        school = schools.held(session, *membership.place)
        departures.check_can_end(session, membership, school, by_school=False)
        roles.end(session, membership, who=who, now=now)
    devices.end_all(session, user.id, now=now, why="the sign-in was closed")
    for link in resets.open_links(session, user.id):
        link.replaced_at = now
    session.execute(delete(OneTimeCode).where(OneTimeCode.user_id == user.id))
    identities.forget(session, user.id)
    _blank(user, now)
    audit.append(session, now=now, who=who, what="person.forgotten", subject=str(user.id))
    return user.id


def _blank(user: User, now: datetime) -> None:
    user.login, user.display_name, user.email = f"{CLOSED}-{user.id}", "", None
    user.password_hash, user.totp_sealed, user.totp_steps = None, None, []
    user.state, user.updated_at = CLOSED, now
