"""How many people work at a school, as a page."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis import seen
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import SelectChoice, blame, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.readings import Recorded
from chassis.resources import clock
from training.declarations import actions
from training.declarations.forms import HeadcountForm, answers_of
from training.headcounts import queries
from training.learners import queries as learners
from training.placements.forms import GROUPS
from training.schools import queries as schools
from training.schools.rules import MANAGERS, check_manages

pages = PageBlueprint("declarations", __name__, url_prefix="/training")
ONE = "/schools/<uuid:school_id>/headcounts"

register_sayings({"headcount_saved": _l("The numbers are saved. The coverage is counted anew.")})


@pages.get(
    ONE,
    allow=roles(*MANAGERS),
    recorded=Recorded("learners.read", place="school_id"),
)
def headcount(session: Session, school_id: UUID) -> str:
    """Ask how many people work at the school, and who has left."""
    check_manages(actor(), school_id)
    answers = answers_of(queries.find(session, school_id))
    return _render(session, _form(session, school_id, answers), school_id)


@pages.post(ONE, allow=roles(*MANAGERS))
def headcount_(session: Session, school_id: UUID) -> Any:
    """Take the numbers in."""
    check_manages(actor(), school_id)
    form = _form(session, school_id, None)
    if not form.validate_on_submit():
        return _render(session, form, school_id), 422
    version = version_shown(form) if form.row_version.data else None
    try:
        actions.declare(
            session,
            school_id,
            form.declaration(),
            row_version=version,
            by=actor(),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, error.errors if isinstance(error, Invalid) else {"": [error.detail]})
        held = queries.find(session, school_id)
        form.row_version.data = held.row_version if held else ""
        return _render(session, form, school_id), 422
    return said("headcount_saved", url_for("overviews.school_get", school_id=school_id))


def _form(session: Session, school_id: UUID, answers: dict[str, Any] | None) -> HeadcountForm:
    form = HeadcountForm(data=answers)
    people = learners.active_of_school(session, school_id)
    names = seen.names(session, [each.user_id for each in people])
    form.left.choices = [
        SelectChoice(
            str(each.id), f"{names.get(each.user_id, '')} ({GROUPS[each.staff_group or '']})"
        )
        for each in sorted(people, key=lambda each: names.get(each.user_id, ""))
    ]
    return form


def _render(session: Session, form: HeadcountForm, school_id: UUID) -> str:
    school = schools.known(session, school_id)
    return render_template("training/declarations/headcount.html", form=form, school=school)
