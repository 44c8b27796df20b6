"""Self-reviews over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.reviews import actions, queries
from certification.reviews.schemas import (
    NewReviewSchema,
    RatingsSchema,
    ReviewPageSchema,
    ReviewQuerySchema,
    ReviewSchema,
    wishes_of,
)
from certification.schools import queries as schools
from certification.schools.rules import MANAGERS, OVERSEERS, check_sees
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("reviews", "/certification/api/v1", about="How schools rate themselves.")


@api.post("/reviews", allow=roles(*MANAGERS), body=NewReviewSchema, answer=ReviewSchema, status=201)
def begin(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Begin the next round of your school.

    409 `not_known_yet` before its enrolment is known here, `review_open` while it has one.
    """
    review = actions.begin(session, body["school"], body["target"], by=actor(), now=clock().now())
    return queries.answered(session, review, with_ratings=True)


@api.get(
    "/reviews",
    allow=roles(*MANAGERS, *OVERSEERS),
    query=ReviewQuerySchema,
    answer=ReviewPageSchema,
)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the self-reviews of a school, oldest first."""
    school = schools.known(session, query["school"])
    check_sees(actor(), school.id, school.partner)
    return queries.page(session, school.id, query["after"], query["limit"])


@api.get("/reviews/<uuid:review_id>", allow=roles(*MANAGERS, *OVERSEERS), answer=ReviewSchema)
def one(session: Session, review_id: UUID) -> dict[str, Any]:
    """Show a self-review; others than the school see the ratings once it was handed in."""
    review = queries.seen_by(session, review_id, actor())
    return queries.answered(session, review, with_ratings=queries.shows_ratings(review, actor()))


@api.patch(
    "/reviews/<uuid:review_id>/ratings",
    allow=roles(*MANAGERS),
    body=RatingsSchema,
    answer=ReviewSchema,
)
def rate(
    session: Session, body: dict[str, Any], review_id: UUID, row_version: int | None
) -> dict[str, Any]:
    """Rate some criteria or all, with the ETag of the self-review (428, 412).

    422 `above_system_ceiling`, `critical_na`, `too_many_na` and others with errors by criterion;
    409 `wrong_state` once it was handed in. Either all are saved or none.
    """
    review = actions.rate(
        session,
        review_id,
        wishes_of(body),
        row_version=row_version,
        by=actor(),
        now=clock().now(),
    )
    return queries.answered(session, review, with_ratings=False)
