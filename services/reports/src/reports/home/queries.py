"""What this service knows, in figures."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.frame import HelpNumber
from chassis.service import Host
from reports.jurisdictions import queries as jurisdictions
from reports.jurisdictions.model import Jurisdiction
from reports.partners import queries as partners
from reports.partners.model import Partner
from reports.posts.model import Post
from reports.schools.model import School

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
    newest = [
        select(func.max(model.as_of)).scalar_subquery()
        for model in (Partner, School, Post, Jurisdiction)
    ]
    row = session.execute(select(schools.scalar_subquery(), *newest)).one()
    partner = partners.first(session)
    zone = ZoneInfo(partner.tz if partner else "UTC")
    return Known(row[0], max((at.astimezone(zone) for at in row[1:] if at), default=None))


def host(session: Session) -> Host:
    """Return who runs this deployment, for the frame of every page."""
    partner = partners.first(session)
    numbers = [
        HelpNumber(profile.helpline["phone"], profile.helpline["name"])
        for profile in jurisdictions.all_known(session)
        if profile.helpline.get("phone")
    ]
    return Host(
        partner_name=partner.name if partner else "",
        is_demo=partner is not None and partner.code.endswith(DEMO),
        help_numbers=tuple(numbers),
        tz=partner.tz if partner else "UTC",
    )
