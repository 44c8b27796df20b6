"""Give a role for longer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from registry.renewals import rules
from registry.roles import actions as roles
from registry.roles import queries
from registry.roles.model import Membership
from registry.roles.rules import school_of


def renew(session: Session, membership_id: UUID, *, by: Actor, now: datetime) -> Membership:
    """Give a role that ends soon for as long again; whoever appoints to it may.

    Raises:
        NotFound: there is no such role.
        Forbidden: `may_not_appoint`.
        Refused: `wrong_state`, `no_end` or `too_early`.

    """
    found = queries.get(session, membership_id, lock=True)
    roles.check_appointment(session, by, found.role, found.place)
    found.valid_until = rules.renewed(found.role, found.state, found.valid_until, now)
    found.updated_at = now
    session.flush()
    audit.append(
        session,
        now=now,
        who=by.id,
        what="role.renewed",
        subject=str(found.id),
        place=school_of(found.place),
    )
    return found
