"""What stands on the form of a channel, and whom a child may call."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.channels.queries import Place
from reports.channels.rules import State
from reports.jurisdictions.model import Jurisdiction
from reports.submissions.model import FirstAnswer, Report
from reports.taxonomies.formats import taxonomy
from reports.taxonomies.rules import next_by


def help_numbers(profile: Jurisdiction | None) -> dict[str, Any]:
    """Return whom a child may call, as the country's profile says."""
    if profile is None:
        return {}
    return {
        "emergency": profile.emergency,
        "helpline": {**profile.helpline, "free": profile.helpline_is_free},
        "hotline": profile.hotline,
        "police_unit": profile.police_unit,
        "social_service": profile.social_service,
    }


def is_open(place: Place) -> bool:
    """Say whether pupils can report there."""
    return place.channel.state == State.LIVE


def first_look(place: Place, what: str, now: datetime) -> date:
    """Return the day by which somebody should have looked at such a report."""
    profile = place.profile
    holidays = [date.fromisoformat(day) for day in profile.holidays] if profile else []
    weekend = profile.weekend if profile else [6, 7]
    return next_by(taxonomy().of(what), place.local(now), weekend, holidays)


def answered(session: Session, mark: bytes) -> FirstAnswer | None:
    """Return what became of a form, or None while it was not sent."""
    return session.get(FirstAnswer, mark, populate_existing=True)


def by_lookup(session: Session, lookup: bytes) -> Report | None:
    """Return the report a code opens."""
    return session.scalar(select(Report).where(Report.lookup == lookup))
