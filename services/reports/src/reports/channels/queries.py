"""Find ways to report, and what stands in their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.auth import Actor
from chassis.errors import NotFound, NotKnownYet
from reports.channels.model import Channel
from reports.channels.rules import Readiness, State
from reports.jurisdictions.model import Jurisdiction
from reports.partners.model import Partner
from reports.posts.model import Post
from reports.schools.model import School
from reports.schools.rules import fold

SCHOOL_ROLES = ("head", "focal", "deputy")
GONE = ("closed", "merged")
MOST_FOUND = 50


@dataclass(frozen=True)
class Place:
    """A channel with its school and the numbers of its country."""

    channel: Channel
    school: School
    profile: Jurisdiction | None

    def today(self, now: datetime) -> date:
        """Return the day at the school."""
        return self.local(now).date()

    def local(self, now: datetime) -> datetime:
        """Return the time at the school."""
        return now.astimezone(ZoneInfo(self.school.tz))


def school(session: Session, identifier: UUID) -> School:
    """Return a school.

    Raises:
        NotKnownYet: registry has not told of it yet.

    """
    found = session.get(School, identifier)
    if found is None:
        raise NotKnownYet("This school is not known here yet. Try again in a moment.")
    return found


def get(session: Session, identifier: UUID) -> Channel:
    """Return a channel.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Channel, identifier)
    if found is None:
        raise NotFound("There is no such way to report.")
    return found


def by_slug(session: Session, slug: str) -> Place | None:
    """Return the channel at an address, with its school and country."""
    row = session.execute(_places().where(Channel.slug == slug)).one_or_none()
    return Place(*row) if row else None


def place(session: Session, identifier: UUID) -> Place:
    """Return a channel with its school and country.

    Raises:
        NotFound: there is none.

    """
    row = session.execute(_places().where(Channel.id == identifier)).one_or_none()
    if row is None:
        raise NotFound("There is no such way to report.")
    return Place(*row)


def in_town(session: Session, town: str) -> Sequence[Place]:
    """Return open channels of publicly listed schools in a town, or whose name holds the word."""
    words = fold(town)
    if not words:
        return []
    rows = session.execute(
        _places()
        .where(
            Channel.state == State.LIVE,
            School.public_listing,
            School.folded.contains(words, autoescape=True),
        )
        # In the order of the index of listed schools, so the first few need no other one read.
        .order_by(School.folded, School.id)
        .limit(MOST_FOUND)
    )
    return [Place(*row) for row in rows]


def readiness(session: Session, of: School) -> Readiness:
    """Return what is there of what a channel of this school needs."""
    profile = session.get(Jurisdiction, of.country)
    posts = session.execute(select(Post.role, Post.filled).where(Post.owner_id == of.id))
    filled = [(role, word) for role, word in posts]
    return Readiness(profile.reviewed_on if profile else None, dict(filled))


def page(
    session: Session, reader: Actor, *, owner: UUID | None, after: str | None, limit: int
) -> dict[str, Any]:
    """List the channels a person may see, by id."""
    statement = select(Channel, School).join(School, School.id == Channel.owner_id)
    statement = statement.where(_seen_by(reader))
    if owner is not None:
        statement = statement.where(Channel.owner_id == owner)
    if (later := paging.after((Channel.id,), after)) is not None:
        statement = statement.where(later)
    rows = session.execute(statement.order_by(Channel.id).limit(limit + 1)).all()
    found = paging.page(rows, limit, lambda row: (row[0].id,))
    return {"items": [tuple(row) for row in found["items"]], "next": found["next"]}


def may_see(session: Session, channel: Channel, reader: Actor) -> bool:
    """Say whether a person is of the channel's school or coordinates it."""
    return bool(
        session.scalar(select(Channel.id).where(Channel.id == channel.id, _seen_by(reader)))
    )


def mine(session: Session, reader: Actor) -> list[tuple[School, Channel | None]]:
    """Return the schools a person works at, each with its channel that is not closed."""
    rows = session.execute(
        select(School, Channel)
        .outerjoin(Channel, and_(Channel.owner_id == School.id, Channel.state != State.CLOSED))
        .where(School.id.in_(schools_of(reader)), School.status.not_in(GONE))
        .order_by(School.name, School.id)
    )
    return [(row[0], row[1]) for row in rows]


def schools_of(reader: Actor) -> list[UUID]:
    """Return the schools at which a person holds a post that has to do with reports."""
    return reader.places("school", *SCHOOL_ROLES)


def _seen_by(reader: Actor) -> Any:
    partners = reader.places("partner", "coordinator")
    codes = select(Partner.code).where(Partner.id.in_(partners))
    return or_(Channel.owner_id.in_(schools_of(reader)), Channel.partner.in_(codes))


def _places() -> Select[Channel, School, Jurisdiction]:
    return (
        select(Channel, School, Jurisdiction)
        .join(School, School.id == Channel.owner_id)
        .outerjoin(Jurisdiction, Jurisdiction.country == School.country)
    )
