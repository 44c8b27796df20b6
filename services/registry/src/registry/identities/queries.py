"""Find who is known to an issuer outside."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.accounts.model import User
from registry.identities.model import Identity


def known_as(session: Session, issuer: str, subject: str) -> Identity | None:
    """Return the link of an issuer's subject."""
    return session.scalar(
        select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    )


def active_user(session: Session, issuer: str, subject: str) -> UUID | None:
    """Return who may come in as an issuer's subject."""
    return session.scalar(
        select(User.id)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.issuer == issuer, Identity.subject == subject, User.state == "active")
    )


def of_user(session: Session, user_id: UUID, issuer: str) -> Identity | None:
    """Return the link of a person to an issuer."""
    return session.scalar(
        select(Identity).where(Identity.user_id == user_id, Identity.issuer == issuer)
    )


def forget(session: Session, user_id: UUID) -> None:
    """Delete every link of a person."""
    session.execute(delete(Identity).where(Identity.user_id == user_id))
