"""What is taught, over the JSON API, for anyone; the questions stay here."""

from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.http import ApiBlueprint
from training.curriculum import formats
from training.curriculum.rules import Curriculum
from training.curriculum.schemas import CurriculumSchema

api = ApiBlueprint("curriculum", "/training/api/v1", about="What is taught.")


@api.get("/curricula/<version>", allow=anyone, answer=CurriculumSchema)
def one(_session: Session, version: str) -> Curriculum:
    """Show one version of the curriculum."""
    return formats.load(version)
