"""`/registry/api/v1/certified-places`, for anybody."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.http import ApiBlueprint, respond
from registry.awards import queries
from registry.awards.queries import Sought
from registry.awards.schemas import CertifiedPlacePageSchema, PlaceQuerySchema

api = ApiBlueprint("awards", "/registry/api/v1", about="The public register of certified places.")

FRESH = "public, max-age=60"
"""For so long a cache may answer; whoever must know to the second asks by number."""

_DONE = 200


@api.get("/certified-places", allow=anyone, query=PlaceQuerySchema, answer=CertifiedPlacePageSchema)
def page(session: Session, query: dict[str, Any]) -> Response:
    """List certified places by name; ones that ended or were suspended are shown as such."""
    sought = dict(query)
    limit, after = sought.pop("limit"), sought.pop("after")
    found = queries.page(session, Sought(**sought), limit, after)
    answer = respond(found, CertifiedPlacePageSchema, _DONE)
    answer.headers["Cache-Control"] = FRESH
    return answer
