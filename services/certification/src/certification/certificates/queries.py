"""Find certificates, and what they are worth today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.certificates import rules
from certification.certificates.model import Certificate, CertificateChange
from certification.partners.model import Partner
from chassis import paging
from chassis.errors import NotFound


@dataclass(frozen=True)
class Line:
    """One line of a certificate's history."""

    state: str
    on: date
    reason_code: str | None = None


@dataclass(frozen=True)
class Worth:
    """A certificate as it is today: also what the calendar changed and nobody wrote down yet."""

    certificate: Certificate
    today: date
    state: str
    since: date
    ahead: tuple[rules.Step, ...]
    """What the calendar changed since the state was written."""

    @property
    def is_in_force(self) -> bool:
        """Say whether it counts today."""
        return self.state in rules.IN_FORCE

    @property
    def reason_code(self) -> str | None:
        """Return why it is not in force, while that still matters."""
        return None if self.ahead else self.certificate.reason_code


def find(session: Session, number: str) -> Certificate | None:
    """Return the certificate with exactly this number, if there is one."""
    return session.get(Certificate, number)


def known(session: Session, number: str) -> Certificate:
    """Return a certificate.

    Raises:
        NotFound: `no_such_number`.

    """
    found = find(session, number)
    if found is None:
        raise NotFound("No certificate has this number.", reason="no_such_number")
    return found


def held(session: Session, number: str) -> Certificate:
    """Return a certificate as it is now, held until the end of the write: others wait.

    Raises:
        NotFound: `no_such_number`.

    """
    known(session, number)
    return session.get_one(Certificate, number, with_for_update=True, populate_existing=True)


def standing_of(session: Session, school_id: UUID) -> Certificate | None:
    """Return the certificate of a school that is not over, held until the end of the write."""
    query = _standing(school_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def not_over(session: Session, school_id: UUID, now: datetime) -> Worth | None:
    """Return the certificate of a school that is not over today, if it has one."""
    found = session.scalar(_standing(school_id))
    shown = worth(session, found, now) if found else None
    return shown if shown and shown.state in rules.STANDING else None


def worth(session: Session, certificate: Certificate, now: datetime) -> Worth:
    """Return what a certificate is worth at this moment."""
    return worths(session, [certificate], now)[0]


def worths(session: Session, certificates: Sequence[Certificate], now: datetime) -> list[Worth]:
    """Return what certificates are worth at this moment, in their order."""
    zones = _zones(session, {each.partner for each in certificates})
    days = {code: now.astimezone(zone).date() for code, zone in zones.items()}
    over = [
        each.school_id
        for each in certificates
        if each.state in rules.STANDING and days[each.partner] > each.valid_to
    ]
    handed_in = assessments.renewing(session, over) if over else {}
    return [
        _worth(each, days[each.partner], zones[each.partner], handed_in.get(each.school_id))
        for each in certificates
    ]


def history(session: Session, shown: Worth) -> list[Line]:
    """Return all a certificate went through, the oldest first."""
    rows = session.scalars(
        select(CertificateChange)
        .where(CertificateChange.number == shown.certificate.number)
        .order_by(CertificateChange.id)
    )
    written = [Line(each.state, each.on, each.reason_code) for each in rows]
    return written + [Line(step.state, step.on) for step in shown.ahead]


def page(
    session: Session, *, partners: Iterable[str], schools: Iterable[UUID], after: str | None,
    limit: int,
) -> dict[str, Any]:  # fmt: skip
    """Return a page of the certificates of partners and of schools, as `{items, next}`."""
    statement = select(Certificate).where(
        or_(Certificate.partner.in_(list(partners)), Certificate.school_id.in_(list(schools)))
    )
    if (beyond := paging.before((Certificate.number,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(Certificate.number.desc()).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.number,))


def to_settle(session: Session, now: datetime, limit: int) -> list[Certificate]:
    """Return certificates whose state the calendar may have changed, held for this write."""
    soonest = now.date() + timedelta(days=1)
    """Somewhere it is tomorrow already."""
    ended = and_(Certificate.state.in_(rules.STANDING), Certificate.valid_to < soonest)
    due = and_(
        Certificate.state == rules.ACTIVE,
        Certificate.valid_to <= soonest + timedelta(days=rules.DUE_DAYS),
    )
    return list(
        session.scalars(
            select(Certificate)
            .where(or_(ended, due))
            .order_by(Certificate.valid_to, Certificate.number)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def _standing(school_id: UUID) -> Select[Certificate]:
    return select(Certificate).where(
        Certificate.school_id == school_id, Certificate.state.in_(rules.STANDING)
    )


def _worth(
    certificate: Certificate, today: date, zone: ZoneInfo, handed_in: datetime | None
) -> Worth:
    last_day = certificate.valid_to
    in_time = handed_in is not None and handed_in.astimezone(zone).date() <= last_day
    ahead = tuple(
        # What happened to it after its last day was later than its end.
        rules.Step(step.state, max(step.on, certificate.state_on))
        for step in rules.steps(certificate.state, last_day, today, is_renewing=in_time)
    )
    now = ahead[-1] if ahead else rules.Step(certificate.state, certificate.state_on)
    return Worth(certificate, today, now.state, now.on, ahead)


def _zones(session: Session, codes: Iterable[str]) -> dict[str, ZoneInfo]:
    rows = session.execute(select(Partner.code, Partner.tz).where(Partner.code.in_(sorted(codes))))
    return {row.code: ZoneInfo(row.tz) for row in rows}
