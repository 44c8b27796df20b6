"""A school's training as a page, for those who manage it."""

from uuid import UUID

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.pages import PageBlueprint
from chassis.readings import Recorded
from chassis.resources import clock
from training.coverage import rules
from training.curriculum.formats import named
from training.headcounts.rules import GOOD_DAYS
from training.learners.rules import GROUPS
from training.overviews import queries
from training.schools.rules import MANAGERS, check_manages

pages = PageBlueprint("overviews", __name__, url_prefix="/training")

GROUP_WORDS = {
    "leadership": _l("Leadership"),
    "teaching": _l("Teaching"),
    "support": _l("Support"),
    "governing": _l("Governing"),
    rules.ALL: _l("All staff"),
}
POST_WORDS = {"head": _l("Head"), "focal": _l("Focal point"), "deputy": _l("Deputy")}


@pages.get(
    "/schools/<uuid:school_id>",
    allow=roles(*MANAGERS),
    recorded=Recorded("learners.read", place="school_id"),
)
def school(session: Session, school_id: UUID) -> str:
    """Show who of a school is trained."""
    check_manages(actor(), school_id)
    return render_template(
        "training/overviews/school.html",
        overview=queries.of_school(session, school_id, clock().now()),
        groups=(*GROUPS, rules.ALL),
        modules=rules.MODULES,
        named={module: named(module) for module in rules.MODULES},
        group_words=GROUP_WORDS,
        post_words=POST_WORDS,
        good_days=GOOD_DAYS,
    )
