"""Note what a coach did for a school."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from registry.doers.actions import Doer
from registry.enrolments import queries as enrolments
from registry.enrolments.actions import today_at
from registry.roles.queries import uuid_or_none
from registry.schools import queries as schools
from registry.support import queries, rules
from registry.support.model import SupportVisit


def note(
    session: Session, school_id: UUID, content: Mapping[str, Any], *, by: Doer
) -> SupportVisit:
    """Note a visit to a school.

    Raises:
        NotFound: the partner has no such school.
        Forbidden: `not_yours`, for anybody but the coach of the school now.
        Invalid: the day lies ahead, where the school is.

    """
    school = schools.get(session, by.partner.id, school_id)
    check_own(session, school_id, by.actor)
    rules.check_happened(content["on"], today_at(school, by.partner, by.now))
    visit = SupportVisit(
        partner_id=by.partner.id,
        school_id=school.id,
        coach_id=uuid_or_none(by.actor.id),
        created_at=by.now,
        **content,
    )
    session.add(visit)
    session.flush()
    audit.append(
        session,
        now=by.now,
        who=by.actor.id,
        role="coach",
        what="support_visit.noted",
        subject=str(visit.id),
        place=school.id,
    )
    return queries.get(session, visit.id)


def check_own(session: Session, school_id: UUID, actor: Actor) -> None:
    """Allow a coach what is for the coach of a school, in a role that is held for it now.

    Raises:
        Forbidden: `not_yours`.

    """
    live = enrolments.live_of(session, school_id)
    rules.check_coach(is_own=live is not None and enrolments.is_coached_by(live, actor))
