"""Certificates for tests: each issued as the panel would, with the assessment it needs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certification.assessments.actions import Doing
from certification.assessments.model import Assessment
from certification.certificates import actions
from certification.certificates.actions import NewAward
from certification.reviews.model import Review
from chassis.db import Database
from chassis.ids import new_id
from tests.services.facts import SCHOOL

MODULES = {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
SOMEBODY = UUID("01985a00-0000-7000-8000-0000000000f1")
NUMBER = "SIS-MD-2026-000001-5"


def assess(
    session: Session, now: datetime, school: UUID = SCHOOL, state: str = "awarded"
) -> Assessment:
    """Let a school have been assessed."""
    rounds = select(func.count()).where(Review.school_id == school)
    review = Review(
        id=new_id(), partner="md", school_id=school, round=1 + session.scalars(rounds).one(),
        standard_version="1.0.0", target="bronze", state="closed", submitted_at=now,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(review)
    session.flush()
    assessment = Assessment(
        id=new_id(), partner="md", review_id=review.id, school_id=school, standard_version="1.0.0",
        kind="visit", state=state, submitted_at=now, submitted_by=SOMEBODY, agenda=[],
        returned_for=[], created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    return assessment


def award(database: Database, now: datetime, level: str = "bronze", school: UUID = SCHOOL) -> str:
    """Issue a certificate and return its number."""
    with database.write() as session:
        doing = Doing(None, None, now)
        given = NewAward(level, MODULES, "SIS")
        return actions.issue(session, assess(session, now, school), given, doing).number
