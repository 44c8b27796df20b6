"""One school from all sides: its stage, coach, visits, certificate, and what others told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.awards.model import CertifiedPlace
from registry.awards.queries import is_newest
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import Stage
from registry.overviews.model import ReportChannel, SchoolCoverage
from registry.support.model import SupportVisit
from registry.support.queries import newest_of_each

SCHOOL = "school"
"""The kind of owner of a school's way to report."""


@dataclass(kw_only=True)
class Overview:
    """What is known of one school."""

    school_id: UUID
    enrolment: Enrolment | None = None
    """Its live way through a cohort, if any."""
    place: CertifiedPlace | None = None
    """Its newest certificate, or its promise."""
    last_visit: SupportVisit | None = None
    coverage: list[SchoolCoverage] = field(default_factory=list)
    channel: ReportChannel | None = None

    @property
    def certificate(self) -> CertifiedPlace | None:
        """Return the newest certificate; a promise is none."""
        return self.place if self.place and self.place.number else None


def of_schools(session: Session, school_ids: Iterable[UUID]) -> dict[UUID, Overview]:
    """Return what is known of some schools; as many questions for one as for all."""
    ids = list(school_ids)
    found = {each: Overview(school_id=each) for each in ids}
    for enrolment in _enrolments(session, ids):
        found[enrolment.school_id].enrolment = enrolment
    for place in session.scalars(
        select(CertifiedPlace).where(CertifiedPlace.school_id.in_(ids), is_newest())
    ):
        found[place.school_id].place = place
    for visit in newest_of_each(session, ids):
        found[visit.school_id].last_visit = visit
    for row in session.scalars(
        select(SchoolCoverage)
        .where(SchoolCoverage.school_id.in_(ids))
        .order_by(SchoolCoverage.module)
    ):
        found[row.school_id].coverage.append(row)
    for channel in _channels(session, ids):
        found[channel.owner_id].channel = channel
    return found


def _enrolments(session: Session, ids: Sequence[UUID]) -> Sequence[Enrolment]:
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.school_id.in_(ids), Enrolment.stage != Stage.WITHDRAWN)
        .options(
            joinedload(Enrolment.school),
            joinedload(Enrolment.cohort),
            joinedload(Enrolment.coach),
        )
    ).all()


def _channels(session: Session, ids: Sequence[UUID]) -> Sequence[ReportChannel]:
    """Return the newest way to report of each school last, so that it is the one that stays."""
    return session.scalars(
        select(ReportChannel)
        .where(ReportChannel.owner_id.in_(ids), ReportChannel.owner_kind == SCHOOL)
        .order_by(ReportChannel.id)
    ).all()
