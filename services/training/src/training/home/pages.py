"""The first page of this service."""

from flask import render_template
from sqlalchemy.orm import Session

from chassis.auth import Actor, actor_or_none, anyone
from chassis.pages import PageBlueprint
from chassis.resources import clock
from training.courses import queries as courses
from training.home import queries
from training.learners import queries as learners
from training.schools.rules import MANAGERS

pages = PageBlueprint("home", __name__)


@pages.get("/training", allow=anyone)
def start(session: Session) -> str:
    """Show somebody signed in their modules, and everybody else what this is for."""
    who = actor_or_none()
    if who is None:
        return render_template("training/home/start.html", known=queries.known(session))
    return _mine(session, who)


def _mine(session: Session, who: Actor) -> str:
    learner = learners.of_user(session, who.id)
    found = courses.of_learner(session, learner, clock().now()) if learner else []
    managed = {each.id for each in who.roles if each.scope == "school" and each.role in MANAGERS}
    return render_template(
        "training/home/mine.html",
        learner=learner,
        courses=found,
        next_one=courses.next_one(found),
        place=queries.place_name(session, learner),
        schools=queries.schools_named(session, managed),
        is_trainer=who.has("trainer"),
        is_coordinator=who.has("coordinator"),
    )
