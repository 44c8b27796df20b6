"""Give somebody new tries after a talk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Forbidden
from training.accreditations import queries as accreditations
from training.accreditations.rules import check_covers
from training.enrolments import queries, rules
from training.enrolments.model import Enrolment
from training.learners import queries as learners
from training.partners import queries as partners
from training.talks.rules import check_another_person


def release(session: Session, identifier: UUID, *, by: Actor, now: datetime) -> Enrolment:
    """Give three more tries to somebody who is locked.

    Raises:
        NotFound: there is no such enrolment.
        Forbidden: the caller is no trainer of this partner, or not accredited for the module.
        Refused: `same_person`, `not_locked`, `too_early`.

    """
    enrolment = queries.held(session, identifier)
    learner = learners.get(session, enrolment.learner_id)
    partner = partners.by_code(session, learner.partner)
    if not by.has("trainer", "partner", partner.id):
        raise Forbidden("You do not train for this organisation.", reason="not_your_place")
    today = partners.today(partner, now)
    check_covers(accreditations.modules_today(session, by.id, today), enrolment.module)
    check_another_person(str(learner.user_id), by.id)
    rules.check_release(enrolment.state, enrolment.locked_at, now)
    enrolment.state, enrolment.locked_at = rules.IN_PROGRESS, None
    enrolment.attempts_allowed = enrolment.attempts_made + rules.ATTEMPTS
    enrolment.updated_at = now
    session.flush()
    audit.append(
        session,
        now=now,
        who=by.id,
        role="trainer",
        what="enrolment.released",
        subject=str(enrolment.id),
        place=learner.school_id,
    )
    return enrolment
