"""Work out how far a school is, from its ratings and what others know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.ceilings import queries as ceilings
from certification.ceilings import rules as ceiling_rules
from certification.ceilings.queries import Known
from certification.gates import queries as gates
from certification.gates.rules import Gate
from certification.levels import rules as levels
from certification.raises.rules import Raise, next_raises
from certification.reviews.model import Rating, Review
from certification.reviews.rules import levels_of
from certification.schools import queries as schools
from certification.standards import formats
from certification.standards.rules import Standard


@dataclass(frozen=True)
class Capped:
    """A rating above what the programme knows today; the lower one counts."""

    criterion: str
    rating: int
    ceiling: int


@dataclass(frozen=True)
class Outlook:
    """How far a school is; unrated criteria count as 0."""

    standard: Standard
    level: str | None
    modules: Mapping[str, int]
    gates: Mapping[str, Gate]
    capped: tuple[Capped, ...]
    next_level: str | None
    raises: tuple[Raise, ...]
    ceilings: Mapping[str, int]
    known: Known


def of_review(
    session: Session, review: Review, ratings: Iterable[Rating], now: datetime
) -> Outlook:
    """Return how far a school is by these ratings of a self-review."""
    standard = formats.load(review.standard_version)
    known = ceilings.known(session, schools.known(session, review.school_id), now)
    tops = ceiling_rules.ceilings(standard, known.facts())
    rated = levels_of(ratings)
    modules = levels.module_levels(standard, levels.effective(rated, tops))
    next_level, raises = next_raises(standard, rated, tops)
    return Outlook(
        standard=standard,
        level=levels.award(standard, modules),
        modules=modules,
        gates=gates.of_known(standard, known),
        capped=_capped(rated, tops),
        next_level=next_level,
        raises=tuple(raises),
        ceilings=tops,
        known=known,
    )


def _capped(rated: levels.Levels, tops: Mapping[str, int]) -> tuple[Capped, ...]:
    return tuple(
        Capped(criterion, level, tops[criterion])
        for criterion, level in rated.items()
        if level is not None and level > tops.get(criterion, level)
    )
