"""A person's own card, and what anybody who was shown it can look up."""

from flask import Response, jsonify, make_response, render_template, url_for
from sqlalchemy.orm import Session

from chassis.auth import actor, anyone, signed_in
from chassis.pages import PageBlueprint
from chassis.resources import clock, settings
from training.cards import queries
from training.cards.schemas import CardSchema
from training.curriculum.formats import named

pages = PageBlueprint("cards", __name__, url_prefix="/training")


@pages.get("/cards/me", allow=signed_in)
def mine(session: Session) -> str:
    """Show a person their own card."""
    card = queries.of_user(session, actor().id, clock().now())
    check_url = f"{settings().public_url}{url_for('cards.check_get', number=card.number)}"
    return render_template("training/cards/mine.html", card=card, check_url=check_url, named=named)


@pages.get("/cards/<number>", allow=anyone)
def check(session: Session, number: str) -> Response:
    """Show whoever was given a number what the card says; not whose it is."""
    card = queries.by_number(session, number, clock().now())
    response = make_response(render_template("training/cards/check.html", card=card, named=named))
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/cards/<number>.json", allow=anyone)
def shown(session: Session, number: str) -> Response:
    """Say which modules the holder of a card has, and until when; not who it is."""
    card = queries.by_number(session, number, clock().now())
    response = jsonify(CardSchema().dump(card))
    response.headers["Cache-Control"] = "no-store"
    return response
