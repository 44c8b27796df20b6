"""The page where anybody checks a number. No certificate can be issued yet, so none is found."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from certification.verify.rules import clean_number
from chassis.auth import anyone
from chassis.errors import NotFound
from chassis.pages import PageBlueprint

pages = PageBlueprint("verify", __name__)


@pages.get("/verify", allow=anyone)
def ask(session: Session) -> Any:  # noqa: ARG001 - there is nothing to look up yet
    """Ask for a number, or lead to the page of the number asked for."""
    asked = request.args.get("number")
    if asked is None:
        return render_template("certification/verify/ask.html")
    number = clean_number(asked)
    if not number:
        return make_response(render_template("certification/verify/ask.html", is_empty=True), 422)
    return redirect(url_for("verify.answer_get", number=number), 303)


@pages.get("/verify/<number>", allow=anyone)
def answer(session: Session, number: str) -> Any:  # noqa: ARG001 - as above
    """Say that there is no such number."""
    if number.endswith(".json"):
        raise NotFound("No certificate or sticker has this number.", reason="no_such_number")
    page = render_template("certification/verify/unknown.html", number=clean_number(number))
    return make_response(page, 404)
