"""Coverage over the JSON API."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.coverage import queries
from training.coverage.queries import Coverage
from training.coverage.schemas import CoverageSchema
from training.partners import queries as partners
from training.schools import queries as schools
from training.schools.rules import MANAGERS, check_manages

api = ApiBlueprint("coverage", "/training/api/v1", about="How much of a school is trained.")


@api.get(
    "/schools/<uuid:school_id>/coverage",
    allow=roles(*MANAGERS, "coordinator"),
    answer=CoverageSchema,
)
def coverage(session: Session, school_id: UUID) -> Coverage:
    """Show how much of each group of a school's staff is trained in each module, today.

    To the school's head, focal point and deputy, and to its partner's coordinator.
    """
    who = actor()
    if not who.has("coordinator"):
        check_manages(who, school_id)
    school = schools.known(session, school_id)
    if not who.has("coordinator", "partner", partners.by_code(session, school.partner).id):
        check_manages(who, school_id)
    return queries.of_school(session, school, clock().now())
