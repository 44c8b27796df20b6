"""Decide, once, and issue what was decided."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules as assessment_rules
from certification.assessments.actions import Doing, move, move_review, note, school_day, touch
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.certificates.actions import NewAward, issue
from certification.decisions import queries, rules
from certification.decisions.model import Decision, Signature
from certification.findings.actions import check_heard, counted
from certification.findings.queries import findings
from certification.gates import queries as gates
from certification.levels import rules as levels
from certification.partners import queries as partners
from certification.reviews import rules as review_rules
from certification.schools import queries as schools
from certification.schools.rules import check_open
from certification.standards import formats as standards
from chassis.ids import new_id


class Verdict(NamedTuple):
    """What somebody of the panel wants."""

    outcome: str
    reasons: str


def decide(
    session: Session, assessment_id: UUID, verdict: Verdict, prefix: str, doing: Doing
) -> Decision | None:
    """Decide about an assessment; the level is computed, never typed.

    Returns None when a second person of the panel must agree first.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller is not of this panel, assessed the school, or is tied to it.
        Refused: `already_decided`, `wrong_state`, `no_level`, `gate_unmet` with the `gates`,
            `same_person`, `certificate_suspended`, `school_ended`, `interviews_missing`, and
            what `check_gaps` refuses.

    """
    assessment = assessments.held(session, assessment_id)
    check_may_decide(session, assessment, doing)
    assessment_rules.check(assessment_rules.DECIDE, assessment.state)
    if verdict.outcome == assessment_rules.MINOR_GAPS:
        assessment_rules.check_first_gaps(assessment.state)
    kinds = {name: each.kind for name, each in findings(session, assessment.id).items()}
    rules.check_gaps(verdict.outcome, assessment.state, kinds)
    reached, modules = computed(session, assessment, doing.now)
    level = None
    if verdict.outcome == assessment_rules.AWARDED:
        level = rules.check_level(reached)
        check_open(schools.known(session, assessment.school_id).status)
        check_heard(session, assessment, level)
        _check_gates(session, assessment, level, doing.now)
        if level == rules.TWO_SIGN and not _is_second(session, assessment, verdict, doing):
            return None
    return _write(session, assessment, verdict, NewAward(level or "", modules, prefix), doing)


def check_may_decide(session: Session, assessment: Assessment, doing: Doing) -> None:
    """Refuse whoever of the panel is not free to decide about this school.

    Raises:
        Forbidden: not of this panel; `not_independent` for who assessed it or is tied to it.

    """
    if doing.by is not None:
        assessment_rules.check_works_as(doing.by, "panel", assessment.partner)
        assignments.check_apart(session, assessment, doing.by)


def computed(
    session: Session, assessment: Assessment, now: datetime
) -> tuple[str | None, dict[str, int]]:
    """Return the level that what was found reaches, and the level of each module."""
    standard = standards.load(assessment.standard_version)
    modules = levels.module_levels(standard, counted(session, assessment, now))
    return levels.award(standard, modules), modules


def close_late_gaps(session: Session, now: datetime) -> None:
    """Say "not yet" where small gaps were not closed in time."""
    verdict = Verdict(assessment_rules.NOT_YET, "The gaps were not closed in time.")
    for each in assessments.overdue(session, assessment_rules.MINOR_GAPS, now):
        _, modules = computed(session, each, now)
        _write(session, each, verdict, NewAward("", modules, ""), Doing(None, None, now))


def _check_gates(session: Session, assessment: Assessment, level: str, now: datetime) -> None:
    standard = standards.load(assessment.standard_version)
    school = schools.known(session, assessment.school_id)
    found = gates.gates(session, school, now, assessment.standard_version)
    rules.check_gates(standard, level, found)


def _is_second(session: Session, assessment: Assessment, verdict: Verdict, doing: Doing) -> bool:
    signed = queries.signed_by(session, assessment.id)
    rules.check_other_person(doing.user, signed)
    if signed:
        return True
    session.add(
        Signature(
            assessment_id=assessment.id,
            by=doing.user,
            reasons=verdict.reasons,
            signed_at=doing.now,
        )
    )
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.signed")
    return False


def _write(
    session: Session, assessment: Assessment, verdict: Verdict, award: NewAward, doing: Doing
) -> Decision:
    partner = partners.by_code(session, assessment.partner)
    today = partners.today(partner, doing.now)
    decision = Decision(
        id=new_id(),
        assessment_id=assessment.id,
        outcome=verdict.outcome,
        level=award.level or None,
        module_levels=award.module_levels,
        reasons=verdict.reasons,
        by=doing.user,
        decided_on=today,
        decided_at=doing.now,
    )
    if award.level:
        decision.certificate = issue(session, assessment, award, doing).number
    session.add(decision)
    # Who agreed to an award agreed to what was found then, not to what is found later.
    session.execute(delete(Signature).where(Signature.assessment_id == assessment.id))
    assessment.outcome, assessment.level = verdict.outcome, award.level or None
    assessment.decided_on = today
    if verdict.outcome == assessment_rules.AWARDED:
        move_review(session, assessment, review_rules.CLOSED, doing.now)
    elif verdict.outcome == assessment_rules.NOT_YET:
        move_review(session, assessment, review_rules.RETURNED, doing.now)
    move(session, assessment, verdict.outcome, doing, what="assessment.decided")
    if verdict.outcome == assessment_rules.MINOR_GAPS:
        days = timedelta(days=assessment_rules.GAP_DAYS)
        assessment.deadline_on = school_day(session, assessment, doing.now) + days
        session.flush()
    return decision
