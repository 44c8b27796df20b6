"""A module as a page: what it is about, and its quiz."""

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from chassis.auth import actor, signed_in
from chassis.pages import PageBlueprint
from chassis.resources import clock
from training.courses import queries
from training.curriculum import formats as curriculum
from training.learners import queries as learners

pages = PageBlueprint("courses", __name__, url_prefix="/training")


@pages.get("/modules/<code>", allow=signed_in)
def one(session: Session, code: str) -> str | Response:
    """Show a module, and how far its reader is."""
    module = curriculum.module(code)
    learner = learners.of_user(session, actor().id)
    if learner is None:
        return redirect(url_for("placements.place_get"), 303)
    course = queries.of_module(session, learner, module.code, clock().now())
    return render_template(
        "training/courses/one.html",
        course=course,
        module=module,
        zone=learners.zone(session, learner),
    )
