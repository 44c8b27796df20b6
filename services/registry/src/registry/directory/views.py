"""The list of schools over the JSON API, page by page or as a file."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from registry.directory import actions, queries, rules
from registry.directory.schemas import SchoolFilterSchema, SchoolPageSchema, SchoolQuerySchema

api = ApiBlueprint("directory", "/registry/api/v1", about="The list of schools.")
READERS = roles(*rules.READERS)


@api.get("/schools", allow=READERS, query=SchoolQuerySchema, answer=SchoolPageSchema)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List schools by name; a search shows at most 200, and says when there are `more`."""
    narrowed = dict(query)
    limit, after = narrowed.pop("limit"), narrowed.pop("after")
    return queries.page(session, queries.wanted(session, actor().partner, narrowed), limit, after)


@api.get("/schools.csv", allow=READERS, query=SchoolFilterSchema)
def as_csv(session: Session, query: dict[str, Any]) -> Response:
    """Hand out the list as CSV, in UTF-8 with a mark so that Excel reads it right."""
    return actions.csv_answer(session, queries.wanted(session, actor().partner, query))


@api.get("/schools.xlsx", allow=READERS, query=SchoolFilterSchema)
def as_workbook(session: Session, query: dict[str, Any]) -> Response:
    """Hand out the list as a workbook; 409 `too_many_for_workbook`."""
    return actions.workbook_answer(session, queries.wanted(session, actor().partner, query))
