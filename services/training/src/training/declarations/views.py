"""Head counts over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.declarations import actions
from training.declarations.schemas import (
    HeadcountSchema,
    NewHeadcountSchema,
    declaration_of,
)
from training.headcounts import queries
from training.headcounts.model import Headcount
from training.schools.rules import MANAGERS, check_manages

api = ApiBlueprint("headcounts", "/training/api/v1", about="How many people work at a school.")
ONE = "/schools/<uuid:school_id>/headcounts"


@api.put(ONE, allow=roles(*MANAGERS), body=NewHeadcountSchema, answer=HeadcountSchema)
def declare(
    session: Session, body: dict[str, Any], school_id: UUID, row_version: int | None
) -> Headcount:
    """Say how many people work at your school, and who left.

    The first time without `If-Match`, later with it (428, 412). After 180 days it is too old,
    and nothing is known of the coverage until it is declared anew.
    """
    return actions.declare(
        session,
        school_id,
        declaration_of(body),
        row_version=row_version,
        by=actor(),
        now=clock().now(),
    )


@api.get(ONE, allow=roles(*MANAGERS), answer=HeadcountSchema)
def one(session: Session, school_id: UUID) -> Headcount:
    """Show what your school declared; 404 `no_headcount` before that."""
    check_manages(actor(), school_id)
    return queries.get(session, school_id)
