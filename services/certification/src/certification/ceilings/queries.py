"""Find how far a school may rate the criteria that other parts of the programme feed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.ceilings import rules
from certification.channels.model import Channel
from certification.coverage.model import Coverage
from certification.illegal.model import IllegalMaterial
from certification.keypeople.model import KeyPeople
from certification.posts.model import Post
from certification.schools import queries as schools
from certification.schools.model import School
from certification.standards import formats

_MODULES = (*rules.FOR_ALL,)


@dataclass(frozen=True)
class Known:
    """What the other parts of the programme told of a school."""

    bands: rules.Bands
    counted_on: date | None
    """The day of the newest of these shares."""
    channels: list[Channel]
    illegal: str
    untrained: list[str]
    """The posts that are not filled, or whose holders are not trained in all modules."""

    def facts(self) -> set[str]:
        """Return the facts that are so."""
        return rules.facts(self.bands, self.channels, self.illegal, posts=not self.untrained)


def known(session: Session, school: School, now: datetime) -> Known:
    """Return what was told of a school."""
    shares = session.scalars(
        select(Coverage).where(Coverage.school_id == school.id, Coverage.module.in_(_MODULES))
    ).all()
    illegal = session.get(IllegalMaterial, school.id)
    return Known(
        rules.Bands({(each.module, each.staff_group): each.pct_band for each in shares}),
        max((each.counted_on for each in shares), default=None),
        _channels(session, school.id),
        illegal.pct_band if illegal else "unknown",
        _untrained(session, school, schools.today(school, now)),
    )


def ceilings(
    session: Session, school_id: UUID, now: datetime, version: str = formats.NEWEST
) -> dict[str, int]:
    """Return how far a school may rate each criterion that is fed by what others know.

    Raises:
        NotKnownYet: registry has not told of this school.

    """
    so = known(session, schools.known(session, school_id), now).facts()
    return rules.ceilings(formats.load(version), so)


def _channels(session: Session, school_id: UUID) -> list[Channel]:
    return list(
        session.scalars(
            select(Channel)
            .where(Channel.owner_id == school_id, Channel.owner_kind == "school")
            .order_by(Channel.id)
        )
    )


def _untrained(session: Session, school: School, today: date) -> list[str]:
    filled = session.scalars(
        select(Post.role).where(Post.owner_id == school.id, Post.filled != "0")
    ).all()
    trained = session.scalars(select(KeyPeople).where(KeyPeople.owner_id == school.id)).all()
    by_role = {each.role: each for each in trained}
    return rules.untrained_posts(filled, by_role, school.size_band, today)
