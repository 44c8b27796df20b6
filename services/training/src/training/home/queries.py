"""What this service knows, in figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.service import Host
from training.learners.model import Learner
from training.learners.rules import SCHOOL, VENUE
from training.partners import queries as partners
from training.partners.model import Partner
from training.posts.model import Post
from training.schools.model import School

GONE = ("closed", "merged")
DEMO = "-demo"
"""How the code of an invented partner ends."""


@dataclass(frozen=True)
class Known:
    """How much this service has heard, and when the newest of it became true, in local time."""

    schools: int
    newest_at: datetime | None


def known(session: Session) -> Known:
    """Count the schools that are known and not closed, and find the newest news."""
    schools = select(func.count()).select_from(School).where(School.status.not_in(GONE))
    newest = [select(func.max(model.as_of)).scalar_subquery() for model in (Partner, School, Post)]
    row = session.execute(select(schools.scalar_subquery(), *newest)).one()
    partner = partners.first(session)
    zone = ZoneInfo(partner.tz if partner else "UTC")
    return Known(row[0], max((at.astimezone(zone) for at in row[1:] if at), default=None))


def place_name(session: Session, learner: Learner | None) -> str:
    """Return the name of the place somebody learns for, empty where it has none here."""
    if learner is None or learner.place == VENUE:
        return ""
    model = School if learner.place == SCHOOL else Partner
    return session.scalar(select(model.name).where(model.id == learner.place_id)) or ""


def schools_named(session: Session, identifiers: Iterable[str]) -> list[tuple[UUID, str]]:
    """Return the id and name of those of these schools that are known, by name."""
    wanted = sorted(UUID(each) for each in identifiers)
    rows = session.execute(select(School.id, School.name).where(School.id.in_(wanted)))
    return sorted(((row.id, row.name) for row in rows), key=lambda each: each[1])


def host(session: Session) -> Host:
    """Return who runs this deployment, for the frame of every page."""
    partner = partners.first(session)
    if partner is None:
        return Host()
    return Host(partner_name=partner.name, is_demo=partner.code.endswith(DEMO), tz=partner.tz)
