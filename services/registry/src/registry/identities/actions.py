"""Link a person to what an issuer outside knows them as, and take the link away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.errors import NotFound, Refused
from chassis.ids import new_id
from chassis.upsert import insert_into
from registry.accounts import queries as accounts
from registry.accounts.model import User
from registry.identities import queries
from registry.identities.model import Identity
from registry.issuers.rules import Vouched


def link(session: Session, user: User, vouched: Vouched, *, now: datetime) -> None:
    """Let a person come in by what an issuer says; a second time changes nothing.

    Raises:
        Refused: `linked_to_another` account, or `linked_already` to another subject.

    """
    standing = queries.known_as(session, vouched.issuer, vouched.subject)
    if standing is not None and standing.user_id == user.id:
        return
    fresh = insert_into(session, Identity.__table__).values(  # type: ignore[arg-type] # it is a Table
        id=new_id(),
        user_id=user.id,
        issuer=vouched.issuer,
        subject=vouched.subject,
        created_at=now,
    )
    made = session.execute(fresh.on_conflict_do_nothing().returning(Identity.id)).first()
    if made is None:
        theirs = queries.known_as(session, vouched.issuer, vouched.subject)
        reason = "linked_already" if theirs is None else "linked_to_another"
        raise Refused("This sign-in is linked otherwise.", reason=reason)
    _note(session, "external.linked", user, now)


def unlink(session: Session, user_id: UUID, issuer: str, *, now: datetime) -> None:
    """Take a person's link to an issuer away.

    Raises:
        NotFound: there is none.
        Refused: `password_needed`, since nothing else would let the person in.

    """
    user = accounts.get(session, user_id, lock=True)
    standing = queries.of_user(session, user_id, issuer)
    if standing is None:
        raise NotFound("There is no such link.")
    if user.password_hash is None:
        raise Refused("Choose a password first.", reason="password_needed")
    session.delete(standing)
    _note(session, "external.unlinked", user, now)


def _note(session: Session, what: str, user: User, now: datetime) -> None:
    audit.append(session, now=now, who=str(user.id), what=what, subject=str(user.id))
