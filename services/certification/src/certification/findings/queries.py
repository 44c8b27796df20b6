"""Find what was found."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.assessments.model import Assessment
from certification.findings.model import Finding
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules


def findings(session: Session, assessment_id: UUID) -> dict[str, Finding]:
    """Return what was found, by criterion."""
    rows = session.scalars(select(Finding).where(Finding.assessment_id == assessment_id))
    return {each.criterion: each for each in rows}


def said(session: Session, assessment: Assessment) -> dict[str, int | None]:
    """Return the level a school gave itself, by criterion; None where it does not apply."""
    return review_rules.levels_of(reviews.ratings(session, assessment.review_id).values())


def found_levels(session: Session, assessment_id: UUID) -> dict[str, int | None]:
    """Return the levels that were found, by criterion."""
    return {name: each.found_level for name, each in findings(session, assessment_id).items()}
