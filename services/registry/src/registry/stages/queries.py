"""What is known of schools, and which of them time moves on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.awards import queries as awards
from registry.awards.model import CertifiedPlace
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import Stage
from registry.schools.model import School
from registry.schools.rules import ENDED
from registry.stages.model import StageFact
from registry.stages.rules import Assessment, Certificate, Known

BASELINE, PLAN, ASSESSMENT = "baseline", "plan", "assessment"
"""Kinds of `StageFact`."""


def known(session: Session, school_ids: Sequence[UUID]) -> dict[UUID, Known]:
    """Return what other services have told of some schools, in two questions."""
    facts: dict[UUID, list[StageFact]] = {each: [] for each in school_ids}
    for fact in session.scalars(select(StageFact).where(StageFact.school_id.in_(school_ids))):
        facts[fact.school_id].append(fact)
    certificates: dict[UUID, list[CertifiedPlace]] = {each: [] for each in school_ids}
    for place in awards.certificates(session, school_ids):
        certificates[place.school_id].append(place)
    return {each: _known(facts[each], certificates[each]) for each in school_ids}


def _known(facts: Sequence[StageFact], certificates: Sequence[CertifiedPlace]) -> Known:
    return Known(
        baselines=tuple(each.on for each in facts if each.kind == BASELINE),
        plans=tuple(each.on for each in facts if each.kind == PLAN),
        assessments=tuple(
            Assessment(
                id=str(each.subject), state=each.state or "", outcome=each.outcome, on=each.on
            )
            for each in facts
            if each.kind == ASSESSMENT
        ),
        certificates=tuple(
            Certificate(
                number=each.number,
                state=each.state,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                on=each.on,
            )
            for each in certificates
            if each.number and each.valid_from and each.valid_to
        ),
    )


def due_to_renew(session: Session, partner_id: UUID, until: date, limit: int) -> list[UUID]:
    """Return certified schools whose newest certificate ends by a day."""
    return list(
        session.scalars(
            select(Enrolment.school_id)
            .join(CertifiedPlace, CertifiedPlace.school_id == Enrolment.school_id)
            .where(
                Enrolment.partner_id == partner_id,
                Enrolment.stage == Stage.CERTIFIED,
                CertifiedPlace.valid_to <= until,
                awards.is_newest(),
            )
            .order_by(CertifiedPlace.valid_to)
            .limit(limit)
        )
    )


def of_ended_schools(session: Session, partner_id: UUID, limit: int) -> list[UUID]:
    """Return schools that exist no more and are still in a cohort."""
    return list(
        session.scalars(
            select(Enrolment.school_id)
            .join(School, School.id == Enrolment.school_id)
            .where(
                Enrolment.partner_id == partner_id,
                Enrolment.stage != Stage.WITHDRAWN,
                School.state.in_(sorted(ENDED)),
            )
            .limit(limit)
        )
    )
