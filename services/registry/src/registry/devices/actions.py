"""Sign a person out of devices; within seconds no service believes their tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.errors import NotFound
from registry.devices import queries
from registry.roles import actions as roles
from registry.signins import actions as signins


def end_one(session: Session, user_id: UUID, sid: UUID, *, now: datetime) -> None:
    """Sign a person out of one device.

    Raises:
        NotFound: the person is not signed in there.

    """
    here = next((each for each in queries.live(session, user_id, now) if each.id == sid), None)
    if here is None:
        raise NotFound("You are not signed in there any more.")
    signins.end(session, here, now=now)
    roles.renew_sign_ins(session, user_id, now=now)


def end_all(
    session: Session,
    user_id: UUID,
    *,
    now: datetime,
    why: str | None = None,
    but: UUID | None = None,
) -> int:
    """Sign a person out of all devices, or of all others than one; return of how many."""
    ended = [each for each in queries.live(session, user_id, now, lock=True) if each.id != but]
    for each in ended:
        signins.end(session, each, now=now, why=why)
    if ended:
        roles.renew_sign_ins(session, user_id, now=now)
    return len(ended)
