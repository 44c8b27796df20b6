"""The list of reports over the JSON API, closed to all who have no part in answering them."""

from typing import Any

from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Unauthenticated
from chassis.http import ApiBlueprint

HANDLERS = ("focal", "deputy", "safeguarding")
api = ApiBlueprint("desks", "/reports/api/v1", about="The reports of a school or partner.")


class ReportItemSchema(Schema):
    """One report that was looked at."""

    id = fields.UUID()
    state = fields.String()
    received_on = fields.Date()


class ReportPageSchema(Schema):
    """A page of reports."""

    items = fields.List(fields.Nested(ReportItemSchema))
    next = fields.String(allow_none=True)


@api.get("/reports", allow=roles("head", *HANDLERS), answer=ReportPageSchema)
def list_(session: Session) -> dict[str, Any]:  # noqa: ARG001 - none can have been looked at
    """List reports that were looked at; none has been, since nobody has a key to read one.

    401 `vault_locked` for those who will have such keys.
    """
    if actor().role_names() & set(HANDLERS):
        raise Unauthenticated("Unlock your keys to see reports.", reason="vault_locked")
    return {"items": [], "next": None}
