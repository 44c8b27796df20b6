"""Who does something for a partner, and how that is noted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.auth import actor as caller
from chassis.errors import Forbidden
from chassis.resources import clock
from registry.partners.model import Partner
from registry.partners.queries import home_partner


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Who does something to schools, when, and for which partner."""

    actor: Actor
    partner: Partner
    now: datetime

    def role_at(self, school: UUID | None = None) -> str:
        """Return the role the person acts in; `school` is the id of the one they do it to.

        Raises:
            Forbidden: `role_missing`.

        """
        if self.actor.has("coordinator", "partner", self.partner.id):
            return "coordinator"
        if school is not None and self.actor.has("head", "school", school):
            return "head"
        raise Forbidden("Your role does not include this school.", reason="role_missing")


def doer(session: Session, actor: Actor, now: datetime) -> Doer:
    """Return the person who acts, with their partner."""
    return Doer(actor=actor, partner=home_partner(session, actor.partner), now=now)


def calling(session: Session) -> Doer:
    """Return who calls, with their partner, now."""
    return doer(session, caller(), clock().now())


def note(
    session: Session,
    what: str,
    subject: UUID,
    role: str,
    by: Doer,
    *,
    why: str | None = None,
    place: UUID | None = None,
) -> None:
    """Write down who did something to a school, or to what belongs to one; `place` is it."""
    audit.append(
        session,
        now=by.now,
        who=by.actor.id,
        role=role,
        what=what,
        subject=str(subject),
        why=why,
        place=place,
    )
