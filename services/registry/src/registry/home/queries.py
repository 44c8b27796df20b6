"""What the first screens show, each in a few questions to registry's own tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from chassis.frame import HelpNumber
from chassis.service import Host
from registry.enrolments.model import Enrolment
from registry.home.rules import PATIENCE_DAYS
from registry.jurisdictions import queries as jurisdictions
from registry.jurisdictions.queries import Listed
from registry.partners import queries as partners
from registry.people.model import Invitation
from registry.roles.model import Membership
from registry.schools.model import School
from registry.staffing import queries as staffing
from registry.staffing.rules import POSTS
from registry.uploads.model import SchoolImport

MOST_SHOWN = 5
SOON_DAYS = 30
"""How many days before a review grows too old it is shown."""
STATES = ("listed", "applied", "verified", "active", "dormant", "closed", "merged")
_UNDER_WAY = ("uploaded", "reading", "preview", "applying")


@dataclass(frozen=True)
class Helper:
    """Whom to call in one country."""

    country: str
    emergency: str
    helpline: str
    phone: str
    is_free: bool


@dataclass(frozen=True)
class OpenImport:
    """A school list that waits for a person, or left rows behind."""

    id: UUID
    file_name: str
    state: str
    rejected: int
    made_at: datetime


@dataclass(frozen=True)
class Offers:
    """Invitations nobody has accepted yet; `expired` of them need a new link."""

    open: int
    expired: int


def help_numbers(session: Session) -> list[Helper]:
    """Return whom to call, for each country with published numbers."""
    return [
        Helper(
            row.country,
            row.emergency or "",
            (row.helpline or {}).get("name", ""),
            (row.helpline or {}).get("phone", ""),
            bool((row.helpline or {}).get("free")),
        )
        for row in jurisdictions.all_published(session)
    ]


def host(session: Session) -> Host:
    """Return who runs this deployment and whom to call, for the frame of every page."""
    partner = partners.first(session)
    if partner is None:
        return Host()
    numbers = tuple(
        HelpNumber(each.phone, each.helpline) for each in help_numbers(session) if each.phone
    )
    return Host(
        partner_name=partner.name,
        is_demo=partner.code.endswith(partners.PRACTICE),
        help_numbers=numbers,
        tz=partner.tz,
    )


def schools_by_state(session: Session) -> Mapping[str, int]:
    """Count the schools in each state; states without a school are left out."""
    partner = partners.first(session)
    rows = session.execute(
        select(School.state, func.count())
        .where(School.partner_id == (partner.id if partner else None))
        .group_by(School.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return {state: counts[state] for state in STATES if state in counts}


def open_imports(session: Session) -> list[OpenImport]:
    """Return the newest lists that wait for a person or left rows behind."""
    rejected = SchoolImport.counts["rejected"].as_integer()
    rows = session.execute(
        select(
            SchoolImport.id,
            SchoolImport.file_name,
            SchoolImport.state,
            SchoolImport.made_at,
            func.coalesce(rejected, 0).label("rejected"),
        )
        .where(
            SchoolImport.cleared_at.is_(None),
            or_(
                SchoolImport.state.in_(_UNDER_WAY), (SchoolImport.state == "done") & (rejected > 0)
            ),
        )
        .order_by(SchoolImport.made_at.desc())
        .limit(MOST_SHOWN)
    )
    return [OpenImport(r.id, r.file_name, r.state, r.rejected, r.made_at) for r in rows]


def drafts(session: Session, today: date) -> list[Listed]:
    """Return the country profiles that wait to be published."""
    return [row for row in jurisdictions.in_force(session, today) if row.state == "draft"]


def reviews(session: Session, today: date) -> list[Listed]:
    """Return the published profiles, the oldest review first."""
    found = [row for row in jurisdictions.in_force(session, today) if row.state == "published"]
    return sorted(found, key=lambda row: row.age_days or 0, reverse=True)


def offers(session: Session, now: datetime) -> Offers:
    """Count the people who were invited and have not answered."""
    ends = (
        select(Invitation.membership_id, func.max(Invitation.expires_at).label("ends"))
        .where(Invitation.used_at.is_(None))
        .group_by(Invitation.membership_id)
        .subquery()
    )
    rows: Sequence[datetime | None] = session.scalars(
        select(ends.c.ends)
        .select_from(Membership)
        .join(ends, ends.c.membership_id == Membership.id, isouter=True)
        .where(Membership.state == "invited")
    ).all()
    expired = sum(1 for end in rows if end is None or end <= now)
    return Offers(len(rows) - expired, expired)


def overdue(session: Session, partner_id: UUID, today: date) -> dict[str, int]:
    """Count the schools that have been at a stage for longer than we wait, by stage."""
    late = or_(
        *(
            and_(Enrolment.stage == stage, Enrolment.stage_on < today - timedelta(days=days))
            for stage, days in PATIENCE_DAYS.items()
        )
    )
    rows = session.execute(
        select(Enrolment.stage, func.count())
        .where(Enrolment.partner_id == partner_id, late)
        .group_by(Enrolment.stage)
    )
    counts = {row[0]: row[1] for row in rows}
    return {stage: counts[stage] for stage in PATIENCE_DAYS if stage in counts}


def posts(session: Session, school_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many people hold each post of some schools."""
    found: dict[UUID, dict[str, int]] = {}
    for school_id, holders in staffing.holders(session, school_ids).items():
        held = Counter(each.role for each in holders)
        found[school_id] = {post: held[post] for post in POSTS}
    return found
