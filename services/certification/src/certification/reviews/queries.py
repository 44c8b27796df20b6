"""Find self-reviews and their ratings."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certification.reviews import rules
from certification.reviews.model import Rating, Review
from certification.schools.rules import Holder, check_sees, manages
from certification.standards import formats
from chassis import paging
from chassis.errors import NotFound


def get(session: Session, identifier: UUID) -> Review:
    """Return a self-review.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Review, identifier)
    if found is None:
        raise NotFound("There is no such self-review.", reason="no_such_review")
    return found


def held(session: Session, identifier: UUID) -> Review:
    """Return a self-review, held until the end of the write.

    Raises:
        NotFound: there is none.

    """
    get(session, identifier)
    return session.get_one(Review, identifier, with_for_update=True, populate_existing=True)


def seen_by(session: Session, identifier: UUID, reader: Holder) -> Review:
    """Return a self-review for somebody who works at its school, or looks after it.

    Raises:
        NotFound: there is none.
        Forbidden: `not_yours`.

    """
    found = get(session, identifier)
    check_sees(reader, found.school_id, found.partner)
    return found


def shows_ratings(review: Review, reader: Holder) -> bool:
    """Say whether somebody may read the ratings: they are the school's own until handed in."""
    was_handed_in = review.state not in (rules.OPEN, rules.BASELINED)
    return was_handed_in or manages(reader, review.school_id)


def unclosed(session: Session, school_id: UUID) -> Review | None:
    """Return the self-review a school works on, if any."""
    return session.scalar(
        select(Review).where(Review.school_id == school_id, Review.state != rules.CLOSED)
    )


def newest(session: Session, school_id: UUID) -> Review | None:
    """Return the newest self-review of a school, if any."""
    return session.scalar(
        select(Review).where(Review.school_id == school_id).order_by(Review.round.desc()).limit(1)
    )


def page(session: Session, school_id: UUID, after: str | None, limit: int) -> dict[str, Any]:
    """Return self-reviews of a school, oldest first, as `{items, next}`."""
    statement = select(Review).where(Review.school_id == school_id)
    if (beyond := paging.after((Review.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(Review.id).limit(limit + 1)).all()
    found = paging.page(rows, limit, lambda row: (row.id,))
    left = unrated_of(session, found["items"])
    return {**found, "items": [shown(each, left[each.id]) for each in found["items"]]}


def ratings(session: Session, review_id: UUID) -> dict[str, Rating]:
    """Return the ratings of a self-review by criterion."""
    rows = session.scalars(select(Rating).where(Rating.review_id == review_id))
    return {each.criterion: each for each in rows}


def unrated_of(session: Session, reviews: Iterable[Review]) -> dict[UUID, int]:
    """Return how many criteria of each self-review are left to rate."""
    wanted = list(reviews)
    rows = session.execute(
        select(Rating.review_id, func.count())
        .where(
            Rating.review_id.in_([each.id for each in wanted]),
            Rating.level.is_not(None) | Rating.is_na,
        )
        .group_by(Rating.review_id)
    )
    done = {row[0]: row[1] for row in rows}
    return {
        each.id: len(formats.load(each.standard_version).criteria) - done.get(each.id, 0)
        for each in wanted
    }


def shown(review: Review, unrated: int, ratings: Iterable[Rating] | None = None) -> dict[str, Any]:
    """Return a self-review as it is answered, with its ratings if they are given."""
    fields = (
        "id", "school_id", "round", "standard_version", "target", "state",
        "baselined_on", "plan_adopted_on", "submitted_at", "row_version",
    )  # fmt: skip
    found = {name: getattr(review, name) for name in fields}
    found["unrated"] = unrated
    if ratings is not None:
        order = list(formats.load(review.standard_version).criteria)
        found["ratings"] = sorted(ratings, key=lambda each: order.index(each.criterion))
    return found


def answered(session: Session, review: Review, *, with_ratings: bool) -> dict[str, Any]:
    """Return a self-review as it is answered."""
    held_ratings = ratings(session, review.id)
    standard = formats.load(review.standard_version)
    left = len(rules.unrated(standard, held_ratings.values()))
    return shown(review, left, held_ratings.values() if with_ratings else None)
