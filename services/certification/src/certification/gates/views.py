"""Gates over the JSON API."""

from uuid import UUID

from sqlalchemy.orm import Session

from certification.gates import queries
from certification.gates.rules import Gate
from certification.gates.schemas import GatesSchema
from certification.schools import queries as schools
from certification.schools.rules import MANAGERS, OVERSEERS, check_sees
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint(
    "gates", "/certification/api/v1", about="What must be so before a level can be awarded."
)


@api.get("/schools/<uuid:school_id>/gates", allow=roles(*MANAGERS, *OVERSEERS), answer=GatesSchema)
def of_school(session: Session, school_id: UUID) -> dict[str, Gate]:
    """Show which gates of a school are open; 409 `not_known_yet` before it is known here."""
    school = schools.known(session, school_id)
    check_sees(actor(), school.id, school.partner)
    return queries.gates(session, school, clock().now())
