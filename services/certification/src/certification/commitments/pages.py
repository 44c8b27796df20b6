"""The commitment as a page: to read, and to sign."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.commitments import actions, formats, queries
from certification.commitments.forms import CommitmentForm
from certification.schools import queries as schools
from certification.schools.rules import MANAGERS, check_leads, check_manages, leads
from chassis.auth import actor, roles
from chassis.errors import DomainError
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock

pages = PageBlueprint("commitments", __name__, url_prefix="/certification")
ONE = "/schools/<uuid:school_id>/commitment"

register_sayings({"commitment_signed": _l("The commitment is signed. Print it and hang it up.")})


@pages.get(ONE, allow=roles(*MANAGERS))
def commitment(session: Session, school_id: UUID) -> str:
    """Show what is promised, and whether it was signed."""
    check_manages(actor(), school_id)
    return _render(session, school_id, CommitmentForm())


@pages.post(ONE, allow=roles("head"))
def commitment_(session: Session, school_id: UUID) -> Any:
    """Sign it."""
    check_leads(actor(), school_id)
    form = CommitmentForm()
    if not form.validate_on_submit():
        return _render(session, school_id, form), 422
    try:
        actions.sign(
            session,
            school_id,
            formats.NEWEST,
            public_entry=form.public_entry.data == "yes",
            by=actor(),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _render(session, school_id, form), error.status
    return said("commitment_signed", url_for("overviews.school_get", school_id=school_id))


def _render(session: Session, school_id: UUID, form: CommitmentForm) -> str:
    return render_template(
        "certification/commitments/sign.html",
        form=form,
        school=schools.known(session, school_id),
        statement=formats.load(),
        signed=queries.find(session, school_id, formats.NEWEST),
        is_head=leads(actor(), school_id),
    )
