"""Write findings down, share them with the school, and take its answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules as assessment_rules
from certification.assessments.actions import Doing, move, note, school_day, touch
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.ceilings import queries as ceilings
from certification.findings import queries, rules
from certification.findings.model import Finding
from certification.findings.rules import Wish
from certification.levels import rules as levels
from certification.schools.rules import check_leads
from certification.standards import formats as standards
from certification.visits import queries as visits
from certification.visits.rules import are_enough
from chassis.errors import Stale
from chassis.http import needed


class Writing(NamedTuple):
    """In which assessment something is written, by whom and when."""

    assessment_id: UUID
    doing: Doing


def find(
    session: Session,
    assessment_id: UUID,
    wishes: Sequence[Wish],
    *,
    row_version: int | None,
    doing: Doing,
) -> Assessment:
    """Write down what was found for some criteria or all; either all are kept or none.

    Once small gaps are to be closed, only their criteria may be written anew.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not assess it.
        PreconditionRequired, Stale: no version was named, or somebody else wrote first.
        Refused: `wrong_state`.
        Invalid: errors by criterion.

    """
    assessment = _to_write(session, assessment_id, doing)
    if needed(row_version) != assessment.row_version:
        raise Stale(
            "Somebody else wrote findings meanwhile.",
            yours=row_version,
            theirs=assessment.row_version,
        )
    _write(session, assessment, wishes, queries.findings(session, assessment.id), doing)
    return assessment


def find_beside(
    session: Session,
    assessment_id: UUID,
    wishes: Sequence[Wish],
    *,
    seen: Mapping[str, int],
    doing: Doing,
) -> Assessment:
    """Write findings down; `seen` says which version of each was looked at, 0 for none.

    Only somebody who wrote about the same criterion meanwhile stands in the way.

    Raises:
        NotFound, Forbidden, Refused, Invalid: as for `find`.
        Stale: somebody else wrote; `criteria` names where.

    """
    assessment = _to_write(session, assessment_id, doing)
    there = queries.findings(session, assessment.id)
    news = [each for each in wishes if not rules.is_same(each, there.get(each.criterion))]
    other = [
        each.criterion
        for each in news
        if each.criterion in there and there[each.criterion].row_version != seen[each.criterion]
    ]
    if other:
        raise Stale("Somebody else wrote findings meanwhile.", criteria=other)
    if news:
        _write(session, assessment, news, there, doing)
    return assessment


def share(session: Session, assessment_id: UUID, doing: Doing) -> Assessment:
    """Show the findings to the school, which has two weeks to answer.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not lead it.
        Refused: `wrong_state`, `finding_missing` with the `criteria`, `interviews_missing`.

    """
    assessment = assessments.held(session, assessment_id)
    assignments.check_leads(session, assessment, doing.by)
    assessment_rules.check(assessment_rules.SHARE, assessment.state)
    standard = standards.load(assessment.standard_version)
    rules.check_whole(rules.missing(standard, queries.found_levels(session, assessment.id)))
    modules = levels.module_levels(standard, counted(session, assessment, doing.now))
    check_heard(session, assessment, levels.award(standard, modules))
    move(session, assessment, assessment_rules.FINDINGS_SHARED, doing, what="assessment.shared")
    days = timedelta(days=assessment_rules.RESPONSE_DAYS)
    assessment.deadline_on = school_day(session, assessment, doing.now) + days
    session.flush()
    return assessment


def respond(
    session: Session, assessment_id: UUID, *, accepted: bool, comment: str | None, doing: Doing
) -> Assessment:
    """Say as head what the school thinks of the findings; the panel reads it.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller is not head of the school.
        Refused: `wrong_state`.

    """
    assessment = assessments.held(session, assessment_id)
    if doing.by is not None:
        check_leads(doing.by, assessment.school_id)
    assessment_rules.check(assessment_rules.RESPOND, assessment.state)
    assessment.has_accepted, assessment.comment = accepted, comment
    return move(session, assessment, assessment_rules.MODERATION, doing, what="assessment.answered")


def go_on(session: Session, now: datetime) -> None:
    """Let assessments go on whose school did not answer in time."""
    doing = Doing(None, None, now)
    for each in assessments.overdue(session, assessment_rules.FINDINGS_SHARED, now):
        move(session, each, assessment_rules.MODERATION, doing, what="assessment.went_on")


def check_heard(session: Session, assessment: Assessment, level: str | None) -> None:
    """Refuse a level for which too few people were heard.

    Raises:
        Refused: `interviews_missing`.

    """
    groups = [each.group for each in visits.talks(session, assessment.id)]
    rules.check_heard(is_needed=level in ("silver", "gold"), is_enough=are_enough(groups))


def counted(session: Session, assessment: Assessment, now: datetime) -> dict[str, int | None]:
    """Return the levels that count: what was found, no criterion above its ceiling."""
    found = queries.found_levels(session, assessment.id)
    return levels.effective(found, ceilings.ceilings(session, assessment.school_id, now))


def _put(
    session: Session,
    finding: Finding | None,
    wish: Wish,
    said: Mapping[str, int | None],
    writing: Writing,
) -> None:
    doing = writing.doing
    finding = finding or Finding(assessment_id=writing.assessment_id, criterion=wish.criterion)
    finding.self_level = said.get(wish.criterion)
    finding.found_level = wish.found_level
    finding.kind = wish.kind
    finding.reason = wish.reason
    if doing.user is not None:
        finding.by = doing.user
    finding.updated_at = doing.now
    session.add(finding)


def _to_write(session: Session, assessment_id: UUID, doing: Doing) -> Assessment:
    assessment = assessments.held(session, assessment_id)
    assignments.check_assesses(session, assessment, doing.by)
    assessment_rules.check(assessment_rules.FIND, assessment.state)
    return assessment


def _write(
    session: Session,
    assessment: Assessment,
    wishes: Sequence[Wish],
    there: Mapping[str, Finding],
    doing: Doing,
) -> None:
    said = queries.said(session, assessment)
    standard = standards.load(assessment.standard_version)
    rules.check_wishes(standard, wishes, said)
    if assessment.state == assessment_rules.MINOR_GAPS:
        rules.check_gaps(wishes, {name for name, each in there.items() if each.kind in rules.GAPS})
    for wish in wishes:
        _put(session, there.get(wish.criterion), wish, said, Writing(assessment.id, doing))
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.found")
