"""What a card says today."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from training.enrolments import queries as enrolments
from training.learners import queries as learners
from training.learners.model import Learner


@dataclass(frozen=True)
class ValidModule:
    """A module, and the last day it is valid."""

    module: str
    valid_until: date


@dataclass(frozen=True)
class Card:
    """What a card says: nothing by which a person could be found."""

    number: str
    modules: list[str]
    valid_until: date | None
    """The last day on which all of these modules are valid."""
    passes: list[ValidModule]


def of_user(session: Session, user: str, now: datetime) -> Card:
    """Return a person's own card.

    Raises:
        NotFound: `not_placed`, before they said where they learn.

    """
    learner = learners.of_user(session, user)
    if learner is None:
        raise NotFound("You have no card yet. First say where you learn.", reason="not_placed")
    return _card(session, learner, now)


def by_number(session: Session, number: str, now: datetime) -> Card:
    """Return what the card with a number says; letters may be written small.

    Raises:
        NotFound: there is no such card.

    """
    learner = session.scalar(select(Learner).where(Learner.card_number == number.upper()))
    if learner is None:
        raise NotFound("There is no card with this number. Read it again, letter by letter.")
    return _card(session, learner, now)


def _card(session: Session, learner: Learner, now: datetime) -> Card:
    today = learners.today(session, learner, now)
    valid = enrolments.valid_passes(session, [learner.user_id], today).get(learner.user_id, {})
    passes = [ValidModule(module, valid[module]) for module in sorted(valid)]
    ends = min((each.valid_until for each in passes), default=None)
    return Card(learner.card_number, [each.module for each in passes], ends, passes)
