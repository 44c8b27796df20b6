"""The places a person may learn for, in words."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.auth import Role
from training.learners import rules
from training.partners.model import Partner
from training.schools.model import School


class Offer(NamedTuple):
    """A place somebody belongs to."""

    place: str
    place_id: UUID
    name: str
    """Empty where the place has no name here."""

    @property
    def value(self) -> str:
        """Return how a form names it."""
        return f"{self.place}:{self.place_id}"


def offers(session: Session, held: Sequence[Role]) -> list[Offer]:
    """Return where a person with these roles may learn, schools first."""
    ids = {
        place: sorted({UUID(each.id) for each in held if rules.fits(each.role, each.scope, place)})
        for place in (rules.SCHOOL, rules.PARTNER, rules.VENUE)
    }
    found = [
        *_named(session, School, rules.SCHOOL, ids[rules.SCHOOL]),
        *_named(session, Partner, rules.PARTNER, ids[rules.PARTNER]),
    ]
    return [*found, *(Offer(rules.VENUE, each, "") for each in ids[rules.VENUE])]


def _named(
    session: Session, model: type[School] | type[Partner], place: str, ids: list[UUID]
) -> list[Offer]:
    rows = session.execute(select(model.id, model.name).where(model.id.in_(ids)))
    return sorted((Offer(place, row.id, row.name) for row in rows), key=lambda each: each.name)
