"""Your own card over the JSON API."""

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.cards import queries
from training.cards.queries import Card
from training.cards.schemas import CardSchema

api = ApiBlueprint("cards", "/training/api/v1", about="Your card.")


@api.get("/cards/me", allow=signed_in, answer=CardSchema)
def mine(session: Session) -> Card:
    """Show your card; 404 `not_placed` before you said where you learn."""
    return queries.of_user(session, actor().id, clock().now())
