"""A school that registry tells of."""

from allinone.deployment import Deployment
from chassis.bus import outbox
from chassis.ids import new_id
from contracts.registry import SchoolChanged, SchoolStatus


def tell(deployment: Deployment) -> str:
    """Let registry tell of a school; return its id."""
    school = new_id()
    fact = SchoolChanged(
        school=school,
        name="Lumina (demo)",
        country="MD",
        tz="Europe/Chisinau",
        status=SchoolStatus.VERIFIED,
        public_listing=False,
    )
    with deployment.database("registry").write() as session:
        outbox.record(session, fact, version=1, partner="md", now=deployment.clock.now())
    return str(school)
