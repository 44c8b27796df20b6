"""Issue certificates, and change what they are worth."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments.actions import Doing
from certification.assessments.model import Assessment
from certification.assessments.rules import check_works_as
from certification.assignments import queries as assignments
from certification.certificates import queries, rules
from certification.certificates.model import Certificate, CertificateChange
from certification.numbers.actions import next_number
from certification.partners import queries as partners
from certification.schools import queries as schools
from certification.standards import formats as standards
from chassis import audit
from chassis.bus import outbox
from chassis.errors import Refused
from chassis.ids import new_id
from contracts.certification import (
    Award,
    CertificateDue,
    CertificateExpired,
    CertificateFact,
    CertificateIssued,
    CertificateReinstated,
    CertificateRevoked,
    CertificateState,
    CertificateSuperseded,
    CertificateSuspended,
    ModuleLevel,
)

FACTS: dict[str, type[CertificateFact]] = {
    rules.DUE: CertificateDue,
    # Grace has no fact of its own: it is a due certificate that is kept up, and the state says so.
    rules.GRACE: CertificateDue,
    rules.EXPIRED: CertificateExpired,
    rules.SUSPENDED: CertificateSuspended,
    rules.REVOKED: CertificateRevoked,
    rules.SUPERSEDED: CertificateSuperseded,
}


@dataclass(frozen=True)
class NewAward:
    """What a school is awarded."""

    level: str
    module_levels: dict[str, int]
    prefix: str
    """How the deployment's numbers begin."""


def issue(session: Session, assessment: Assessment, award: NewAward, doing: Doing) -> Certificate:
    """Issue the certificate of an assessment; it takes the place of the school's older one.

    It holds from today, as the partner counts days.

    Raises:
        Refused: `certificate_suspended`, until the older one is reinstated or taken back.

    """
    partner = partners.by_code(session, assessment.partner)
    today = partners.today(partner, doing.now)
    _supersede(session, assessment, today, doing)
    school = schools.known(session, assessment.school_id)
    standard = standards.load(assessment.standard_version)
    certificate = Certificate(
        number=next_number(session, award.prefix, school.country, today.year),
        partner=assessment.partner,
        school_id=school.id,
        assessment_id=assessment.id,
        name=school.name,
        town=school.town,
        country=school.country,
        level=award.level,
        module_levels=award.module_levels,
        standard_version=assessment.standard_version,
        valid_from=today,
        valid_to=rules.valid_to(today, standard.rule(award.level).months),
        created_at=doing.now,
    )
    session.add(certificate)
    change = queries.Line(rules.ACTIVE, today)
    _put(session, certificate, change, doing.now, CertificateIssued)
    _note(session, certificate, doing, "certificate.issued")
    return certificate


def suspend(
    session: Session, number: str, reason_code: str, heard_on: date, doing: Doing
) -> Certificate:
    """Put a certificate out of force; the panel should decide within 30 days.

    Raises:
        NotFound: `no_such_number`.
        Forbidden: the caller does not coordinate this partner.
        Refused: `wrong_state`.
        Invalid: the head is still to be heard.

    """
    certificate, today = _to_change(session, number, "coordinator", rules.SUSPEND, doing)
    rules.check_heard(heard_on, today)
    certificate.decide_by = today + timedelta(days=rules.SUSPENDED_DAYS)
    change = queries.Line(rules.SUSPENDED, today, reason_code)
    _put(session, certificate, change, doing.now, CertificateSuspended)
    why = f"{reason_code}; head heard on {heard_on}"
    _note(session, certificate, doing, "certificate.suspended", why)
    return certificate


def reinstate(session: Session, number: str, doing: Doing) -> Certificate:
    """Put a suspended certificate in force again.

    Raises:
        NotFound, Forbidden, Refused: as for `suspend`.

    """
    certificate, today = _to_change(session, number, "panel", rules.REINSTATE, doing)
    certificate.decide_by = None
    change = queries.Line(rules.ACTIVE, today)
    _put(session, certificate, change, doing.now, CertificateReinstated)
    settle(session, queries.worth(session, certificate, doing.now), doing.now)
    _note(session, certificate, doing, "certificate.reinstated")
    return certificate


def revoke(session: Session, number: str, doing: Doing) -> Certificate:
    """Take a suspended certificate back for good; the reason stays that of the suspension.

    Raises:
        NotFound, Forbidden, Refused: as for `suspend`.

    """
    certificate, today = _to_change(session, number, "panel", rules.REVOKE, doing)
    certificate.decide_by = None
    change = queries.Line(rules.REVOKED, today, certificate.reason_code)
    _put(session, certificate, change, doing.now, CertificateRevoked)
    _note(session, certificate, doing, "certificate.revoked")
    return certificate


def settle(session: Session, worth: queries.Worth, now: datetime) -> None:
    """Write down, and tell, what the calendar has made of a certificate; nothing if nothing."""
    for step in worth.ahead:
        change = queries.Line(step.state, step.on)
        _put(session, worth.certificate, change, now, FACTS[step.state])


def _to_change(
    session: Session, number: str, role: str, action: str, doing: Doing
) -> tuple[Certificate, date]:
    certificate = queries.held(session, number)
    if doing.by is not None:
        check_works_as(doing.by, role, certificate.partner)
        if role == "panel":
            assessment = assessments.known(session, certificate.assessment_id)
            assignments.check_apart(session, assessment, doing.by)
    worth = queries.worth(session, certificate, doing.now)
    settle(session, worth, doing.now)
    rules.check(action, certificate.state)
    return certificate, worth.today


def _supersede(session: Session, assessment: Assessment, today: date, doing: Doing) -> None:
    old = queries.standing_of(session, assessment.school_id)
    if old is None:
        return
    settle(session, queries.worth(session, old, doing.now), doing.now)
    if old.state == rules.SUSPENDED:
        raise Refused(
            "The school's present certificate is suspended. Reinstate it or take it back first.",
            reason="certificate_suspended",
        )
    if old.state in rules.IN_FORCE:
        change = queries.Line(rules.SUPERSEDED, today)
        _put(session, old, change, doing.now, CertificateSuperseded)


def _put(
    session: Session,
    certificate: Certificate,
    change: queries.Line,
    now: datetime,
    fact: type[CertificateFact],
) -> None:
    """Write a change down, in the certificate, in its history and for the others."""
    certificate.state, certificate.reason_code = change.state, change.reason_code
    certificate.state_on, certificate.updated_at = change.on, now
    session.flush()
    line = CertificateChange(
        id=new_id(),
        number=certificate.number,
        state=change.state,
        reason_code=change.reason_code,
        on=change.on,
        created_at=now,
    )
    session.add(line)
    told = _fact(certificate, fact)
    outbox.record(
        session, told, version=certificate.row_version, partner=certificate.partner, now=now
    )
    session.flush()


def _fact(certificate: Certificate, fact: type[CertificateFact]) -> CertificateFact:
    return fact(
        number=certificate.number,
        school=certificate.school_id,
        name=certificate.name,
        town=certificate.town,
        country=certificate.country,
        level=Award(certificate.level),
        module_levels=tuple(
            ModuleLevel(module=m, level=n) for m, n in sorted(certificate.module_levels.items())
        ),
        standard_version=certificate.standard_version,
        state=CertificateState(certificate.state),
        reason_code=certificate.reason_code,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        on=certificate.state_on,
    )


def _note(
    session: Session, certificate: Certificate, doing: Doing, what: str, why: str | None = None
) -> None:
    audit.append(
        session,
        now=doing.now,
        who=doing.who,
        role=doing.role,
        what=what,
        subject=certificate.number,
        why=why,
        place=certificate.school_id,
    )
