"""How far a school is, over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.outlooks import queries
from certification.outlooks.schemas import OutlookSchema, body_of
from certification.reviews import queries as reviews
from certification.schools.rules import MANAGERS, OVERSEERS
from chassis.auth import actor, roles
from chassis.errors import Forbidden
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("outlooks", "/certification/api/v1", about="How far a school is.")


@api.get(
    "/reviews/<uuid:review_id>/outlook",
    allow=roles(*MANAGERS, *OVERSEERS),
    answer=OutlookSchema,
)
def of_review(session: Session, review_id: UUID) -> dict[str, Any]:
    """Show levels, gates and the shortest way to the next award.

    Unrated criteria count as 0. 403 `draft` for others than the school before it was handed in.
    """
    review = reviews.seen_by(session, review_id, actor())
    if not reviews.shows_ratings(review, actor()):
        raise Forbidden("The school has not handed this in yet.", reason="draft")
    ratings = reviews.ratings(session, review.id).values()
    return body_of(queries.of_review(session, review, ratings, clock().now()))
