"""`/registry/events/asyncapi.json` and the JSON Schemas, for programs; anybody may keep them."""

from flask import Response, request
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone
from chassis.errors import NotFound
from chassis.http import ApiBlueprint
from registry.catalogue import queries

api = ApiBlueprint(
    "catalogue",
    "/registry/events",
    about="What events look like; for people, it is told at /registry/events/catalogue.",
)

_FRESH = "public, max-age=300"


@api.get("/asyncapi.json", allow=anyone)
def show_asyncapi(_session: Session) -> Response:
    """Describe all public and partner events in the form of AsyncAPI 3."""
    return _kept(queries.asyncapi_text(), _FRESH)


@api.get("/schemas/<name>.json", allow=anyone)
def show_schema(_session: Session, name: str) -> Response:
    """Give the JSON Schema of an event's data by its type, or that of `envelope.v1`."""
    text = queries.schema_text(name)
    caller = actor_or_none()
    is_internal = queries.is_internal(name)
    if text is None or (is_internal and (caller is None or not caller.has("ops"))):
        raise NotFound("No event has this type; the catalogue lists them.", reason="no_such_event")
    return _kept(text, "private, max-age=300" if is_internal else _FRESH)


def _kept(text: str, caching: str) -> Response:
    """Let whoever asked keep the answer for a while, and then ask whether it still holds."""
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = caching
    response.add_etag()
    response.make_conditional(request)
    return response
