"""Who waits for a talk with a trainer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import seen
from training.accreditations import queries as accreditations
from training.enrolments import queries as enrolments
from training.enrolments import rules
from training.learners.rules import SCHOOL
from training.partners import queries as partners
from training.schools.model import School

MOST = 200


@dataclass(frozen=True)
class Waiting:
    """Somebody who used all their tries up."""

    enrolment: UUID
    name: str
    school: str
    module: str
    locked_at: datetime
    is_mine: bool
    """Whether the trainer is accredited for the module, and somebody else."""
    now: datetime

    @property
    def release_from(self) -> datetime:
        """Return when the pause is over."""
        return self.locked_at + rules.TALK_AFTER

    @property
    def may_release(self) -> bool:
        """Say whether the trainer can give new tries now."""
        return self.is_mine and self.now >= self.release_from


@dataclass(frozen=True)
class Desk:
    """What a trainer sees: their own modules, and who waits."""

    modules: list[str]
    valid_until: date | None
    waiting: list[Waiting]
    zone: str


def desk(session: Session, partner_code: str, user: str, now: datetime) -> Desk:
    """Return who waits for a talk, up to 200, who waits longest first."""
    partner = partners.by_code(session, partner_code)
    modules = accreditations.modules_today(session, user, partners.today(partner, now)) or []
    held = accreditations.held(session, user)
    rows = enrolments.waiting_for_talk(session, partner_code, MOST)
    names = seen.names(session, {learner.user_id for _, learner in rows})
    schools = _school_names(
        session, {learner.place_id for _, learner in rows if learner.place == SCHOOL}
    )
    waiting = [
        Waiting(
            enrolment=enrolment.id,
            name=names.get(learner.user_id, ""),
            school=schools.get(learner.place_id, ""),
            module=enrolment.module,
            locked_at=enrolment.locked_at or now,
            is_mine=enrolment.module in modules and str(learner.user_id) != user,
            now=now,
        )
        for enrolment, learner in rows
    ]
    return Desk(modules, held.valid_until if held and modules else None, waiting, partner.tz)


def _school_names(session: Session, identifiers: set[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(School.id, School.name).where(School.id.in_(sorted(identifiers))))
    return {row.id: row.name for row in rows}
