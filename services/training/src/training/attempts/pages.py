"""The quiz as a page, and what became of it."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from chassis.auth import actor, signed_in
from chassis.errors import Refused
from chassis.forms import validate_press
from chassis.pages import PageBlueprint
from chassis.resources import clock
from training.attempts import actions, queries
from training.attempts.forms import QuizForm
from training.attempts.model import Attempt
from training.attempts.schemas import is_handed_in, result
from training.curriculum import formats as curriculum
from training.enrolments import actions as enrolments
from training.enrolments import queries as enrolled
from training.enrolments.model import Enrolment
from training.learners import queries as learners

pages = PageBlueprint("attempts", __name__, url_prefix="/training")
ONE = "/attempts/<uuid:identifier>"


@pages.post("/modules/<code>/start", allow=signed_in)
def start(session: Session, code: str) -> Response:
    """Begin a module's quiz, or go on with the one that is open."""
    validate_press()
    now, who = clock().now(), actor()
    learner = learners.placed(session, who.id)
    held = enrolled.open_one(session, learner.id, code)
    enrolment = held or enrolments.assign(session, code, by=who, now=now)
    attempt = actions.begin(session, enrolment.id, by=who, now=now)
    return _to(attempt.id)


@pages.get(ONE, allow=signed_in)
def one(session: Session, identifier: UUID) -> str:
    """Show the quiz, or once it is handed in what became of it."""
    attempt, enrolment = queries.own(session, identifier, actor().id)
    if is_handed_in(attempt):
        return _result(session, attempt, enrolment)
    return _quiz(attempt, enrolment, QuizForm.of(queries.questions(attempt, enrolment.module)))


@pages.post(ONE, allow=signed_in)
def one_(session: Session, identifier: UUID) -> Any:
    """Hand the quiz in; what was handed in already is shown."""
    attempt, enrolment = queries.own(session, identifier, actor().id)
    if is_handed_in(attempt):
        return _to(identifier)
    form = QuizForm.of(queries.questions(attempt, enrolment.module))
    if not form.validate_on_submit():
        return _quiz(attempt, enrolment, form), 422
    try:
        actions.submit(session, identifier, form.answers(), by=actor(), now=clock().now())
    except Refused as error:
        if error.reason != "already_submitted":
            raise
    return _to(identifier)


def _to(identifier: UUID) -> Response:
    return redirect(url_for("attempts.one_get", identifier=identifier), 303)


def _quiz(attempt: Attempt, enrolment: Enrolment, form: QuizForm) -> str:
    return render_template(
        "training/attempts/quiz.html",
        attempt=attempt,
        form=form,
        module=curriculum.module(enrolment.module),
        tries_after=max(0, enrolment.attempts_allowed - attempt.no),
    )


def _result(session: Session, attempt: Attempt, enrolment: Enrolment) -> str:
    learner = learners.placed(session, actor().id)
    today = learners.today(session, learner, clock().now())
    return render_template(
        "training/attempts/result.html",
        passed=queries.is_passed(attempt, enrolment.module),
        result=result(attempt, enrolment, today),
        items=queries.reviewed(attempt, enrolment.module),
        zone=learners.zone(session, learner),
        module=curriculum.module(enrolment.module),
    )
