"""Find assessments for who may see them, with all that belongs to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.assignments import rules as assignment_rules
from certification.assignments.model import Assignment
from certification.dossiers.rules import AGREED_ON, QUIET_DAYS, WORKED_ON, Part, Stand
from certification.findings import queries as findings
from certification.findings.model import Finding
from certification.findings.rules import GAPS
from certification.gates import queries as gates
from certification.gates.rules import Gate
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules
from certification.reviews.model import Rating
from certification.schools import queries as schools
from certification.schools.model import School
from certification.schools.rules import MANAGERS, OVERSEERS, leads, manages
from certification.standards import formats as standards
from certification.visits import queries as visits
from certification.visits.model import Interview
from chassis import paging, seen
from chassis.auth import Actor
from chassis.errors import Forbidden

SHARED = (rules.FINDINGS_SHARED, rules.MODERATION, *rules.DECIDED)
"""From here on the school sees what was found."""
MOST_WAITING = 200
"""Among so many of the oldest somebody's work is looked for."""


@dataclass(frozen=True)
class Item:
    """One assessment of a list."""

    assessment: Assessment
    school: School
    assignments: Sequence[Assignment]
    names: dict[UUID, str]
    found: int
    """For how many criteria there is a finding."""
    gaps: int = 0
    """How many of the findings are gaps."""

    @property
    def school_name(self) -> str:
        """Return the name of the school."""
        return self.school.name


@dataclass(frozen=True)
class Dossier:
    """An assessment with all that belongs to it, as far as the reader may see."""

    assessment: Assessment
    school: School
    assignments: Sequence[Assignment]
    names: dict[UUID, str]
    talks: Sequence[Interview]
    gates: dict[str, Gate]
    reads: bool
    """Whether the reader may see what the school says of itself."""
    ratings: dict[str, Rating]
    said: dict[str, int | None]
    findings: dict[str, Finding]
    """With the talks: empty for the school until they are shared."""


def page(
    session: Session, reader: Actor, *, state: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """Return a page of the assessments somebody may see, the newest first, as `{items, next}`."""
    statement = (
        select(Assessment, School)
        .join(School, School.id == Assessment.school_id)
        .where(_seen_by(reader))
    )
    if state is not None:
        statement = statement.where(Assessment.state == state)
    if (beyond := paging.before((Assessment.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.execute(statement.order_by(Assessment.id.desc()).limit(limit + 1)).all()
    found = paging.page(rows, limit, lambda row: (row[0].id,))
    found["items"] = _items(session, found["items"])
    return found


def at_work(session: Session, reader: Actor, now: datetime) -> list[Item]:
    """Return what is under way and may wait for somebody, or run late; the oldest first."""
    rows = session.execute(
        select(Assessment, School)
        .join(School, School.id == Assessment.school_id)
        .where(_worked_on_by(reader, now))
        .order_by(Assessment.id)
        .limit(MOST_WAITING)
    ).all()
    return _items(session, rows)


def part_of(reader: Actor, of: Item | Dossier) -> Part:
    """Return what somebody has to do with an assessment."""
    row = of.assessment
    mine = [each for each in of.assignments if str(each.user_id) == reader.id]
    accepted = [each for each in mine if each.state == assignment_rules.ACCEPTED]
    stands = any(each.state in assignment_rules.STANDING for each in mine)
    apart = not stands and not rules.has_post(reader.roles, row.school_id)
    return Part(
        coordinates=rules.works_as(reader, "coordinator", row.partner),
        is_head=leads(reader, row.school_id),
        is_asked=any(each.state == assignment_rules.OFFERED for each in mine),
        assesses=bool(accepted),
        leads=any(each.is_lead for each in accepted),
        decides=rules.works_as(reader, "panel", row.partner) and apart,
    )


def stand_of(of: Item | Dossier, now: datetime) -> Stand:
    """Return how an assessment stands."""
    row = of.assessment
    done, gaps = (of.found, of.gaps) if isinstance(of, Item) else _done(of.findings)
    asked = [each for each in of.assignments if each.state in assignment_rules.STANDING]
    today = schools.today(of.school, now)
    return Stand(
        state=row.state,
        asked=len(asked),
        has_agenda=bool(row.agenda),
        day_reached=row.visit_on is not None and today >= row.visit_on,
        day_over=row.visit_on is not None and today > row.visit_on,
        quiet_days=(now - row.updated_at).days,
        left=len(standards.load(row.standard_version).criteria) - done,
        gaps=gaps,
    )


def dossier(session: Session, identifier: UUID, reader: Actor, now: datetime) -> Dossier:
    """Return an assessment with all that belongs to it.

    Raises:
        NotFound: there is none.
        Forbidden: `not_yours`, for whoever has no part in it.

    """
    assessment = assessments.known(session, identifier)
    check_sees(session, assessment, reader)
    asked = assignments.of_assessments(session, [assessment.id])
    school = schools.known(session, assessment.school_id)
    reads = _reads(assessment, asked, reader)
    is_open = reads and (assessment.state in SHARED or not manages(reader, school.id))
    ratings = reviews.ratings(session, assessment.review_id) if reads else {}
    return Dossier(
        assessment=assessment,
        school=school,
        assignments=asked,
        names=seen.names(session, {each.user_id for each in asked}),
        talks=visits.talks(session, assessment.id) if is_open else (),
        gates=gates.gates(session, school, now, assessment.standard_version),
        reads=reads,
        ratings=ratings,
        said=review_rules.levels_of(ratings.values()),
        findings=findings.findings(session, assessment.id) if is_open else {},
    )


def check_sees(session: Session, assessment: Assessment, reader: Actor) -> None:
    """Refuse whoever has no part in an assessment.

    Raises:
        Forbidden: `not_yours`.

    """
    if manages(reader, assessment.school_id):
        return
    if any(rules.works_as(reader, role, assessment.partner) for role in OVERSEERS):
        return
    if assignments.of_person(session, assessment.id, UUID(reader.id)) is None:
        raise Forbidden("You have no part in this assessment.", reason="not_yours")


def _reads(assessment: Assessment, asked: Sequence[Assignment], reader: Actor) -> bool:
    """Say whether somebody reads what the school says of itself; who was asked accepts first."""
    mine = {each.state for each in asked if str(each.user_id) == reader.id}
    if assignment_rules.ACCEPTED in mine:
        return True
    # An offer that can no longer be answered binds nobody.
    if assignment_rules.OFFERED in mine and assessment.state in rules.FROM[rules.ACCEPT]:
        return False
    return manages(reader, assessment.school_id) or any(
        rules.works_as(reader, role, assessment.partner) for role in OVERSEERS
    )


def _items(session: Session, rows: Sequence[Row[Assessment, School]]) -> list[Item]:
    identifiers = [row[0].id for row in rows]
    asked = assignments.of_assessments(session, identifiers)
    names = seen.names(session, {each.user_id for each in asked})
    counts = _counts(session, identifiers)
    return [
        Item(
            row[0],
            row[1],
            [each for each in asked if each.assessment_id == row[0].id],
            names,
            *counts.get(row[0].id, (0, 0)),
        )
        for row in rows
    ]


def _counts(session: Session, identifiers: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Count findings, and gaps among them."""
    gaps = func.sum(case((Finding.kind.in_(GAPS), 1), else_=0))
    rows = session.execute(
        select(Finding.assessment_id, func.count(), gaps)
        .where(Finding.assessment_id.in_(identifiers))
        .group_by(Finding.assessment_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in rows}


def _done(found: dict[str, Finding]) -> tuple[int, int]:
    return len(found), sum(each.kind in GAPS for each in found.values())


def _own(reader: Actor) -> ColumnElement[bool]:
    """Belongs to a school of this person, or to what they were asked to assess."""
    own = reader.places("school", *MANAGERS)
    mine = select(Assignment.assessment_id).where(
        Assignment.user_id == UUID(reader.id), Assignment.state != assignment_rules.REFUSED
    )
    return or_(Assessment.school_id.in_(own), Assessment.id.in_(mine))


def _seen_by(reader: Actor) -> ColumnElement[bool]:
    ways = [_own(reader)]
    if reader.partner and any(reader.has(role, "partner") for role in OVERSEERS):
        ways.append(Assessment.partner == reader.partner)
    return or_(*ways)


def _worked_on_by(reader: Actor, now: datetime) -> ColumnElement[bool]:
    ways = [and_(_own(reader), Assessment.state.not_in(rules.OVER))]
    of_partner = Assessment.partner == reader.partner
    if reader.partner and reader.has("coordinator", "partner"):
        ways.append(and_(of_partner, or_(_unassigned(), *_late(now))))
    if reader.partner and reader.has("panel", "partner"):
        decides = Assessment.state.in_(rules.FROM[rules.DECIDE])
        ways.append(and_(of_partner, decides))
    return or_(*ways)


def _unassigned() -> ColumnElement[bool]:
    standing = select(Assignment.id).where(
        Assignment.assessment_id == Assessment.id,
        Assignment.state.in_(assignment_rules.STANDING),
    )
    return and_(Assessment.state == rules.SUBMITTED, ~standing.exists())


def _late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say, a day too generously, what may run late: schools count days in their own zone."""
    return (
        and_(Assessment.state.in_(AGREED_ON), Assessment.visit_on <= now.date()),
        and_(
            Assessment.state.in_(WORKED_ON),
            Assessment.updated_at <= now - timedelta(days=QUIET_DAYS),
        ),
    )
