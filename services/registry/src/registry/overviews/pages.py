"""The part of a school's page that shows how far it is, for those whose work it is."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from chassis.auth import Actor
from registry.awards import forms as award_words
from registry.enrolments import forms as stage_words
from registry.enrolments.queries import SEES_OWN, is_coached_by, sees_all
from registry.overviews import forms as words
from registry.overviews import queries
from registry.schools.model import School
from registry.schools.queries import PANELS
from registry.schools.rules import TAKING_PART


def panel(session: Session, school: School, actor: Actor) -> Mapping[str, Any] | None:
    """Return what fills the part, or None for whoever may not see it."""
    overview = queries.of_schools(session, [school.id])[school.id]
    enrolment = overview.enrolment
    is_coach = enrolment is not None and is_coached_by(enrolment, actor)
    is_own = any(actor.has(role, "school", school.id) for role in SEES_OWN)
    if not (sees_all(actor, school.partner_id) or is_coach or is_own):
        return None
    may_apply = actor.has("coordinator", "partner", school.partner_id) or actor.has(
        "head", "school", school.id
    )
    return {
        "overview": overview,
        "is_coach": is_coach,
        "may_read_visits": is_coach or is_own or actor.has("coordinator"),
        "may_apply": may_apply and enrolment is None and school.state in TAKING_PART,
        "words": words,
        "stage_words": stage_words,
        "award_words": award_words,
    }


def install() -> None:
    """Let the page of every school show this part."""
    PANELS["registry/overviews/_school.html"] = panel
