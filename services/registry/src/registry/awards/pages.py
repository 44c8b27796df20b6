"""The public register as a page for parents and everybody else."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import get_locale
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.pages import PageBlueprint
from registry.awards import forms as words
from registry.awards import queries
from registry.awards.queries import Sought
from registry.awards.schemas import PlaceFilterSchema
from registry.jurisdictions.formats import country_name

pages = PageBlueprint("awards", __name__)
ON_A_PAGE = 30


@pages.get("/find", allow=anyone)
def find(session: Session) -> Response:
    """Show certified places, narrowed as the address says, each with what it is worth today."""
    narrowed = _narrowed()
    found = queries.page(session, Sought(**narrowed), ON_A_PAGE, request.args.get("after"))
    return make_response(
        render_template(
            "registry/awards/find.html",
            found=found,
            narrowed=narrowed,
            countries=queries.countries(session),
            country_name=lambda code: country_name(code, str(get_locale() or "en")),
            words=words,
        )
    )


def _narrowed() -> dict[str, Any]:
    """Read what narrows the list; what makes no sense narrows nothing."""
    schema = PlaceFilterSchema()
    given = {name: request.args[name] for name in schema.fields if request.args.get(name)}
    try:
        found: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        found = schema.load({key: text for key, text in given.items() if key not in error.messages})
    return {name: value for name, value in found.items() if value}
