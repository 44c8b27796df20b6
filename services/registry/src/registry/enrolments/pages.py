"""Schools on their way: a cohort with its schools, one school's stage, and what is done next."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import Form, SelectChoice, blame, validate_press, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from registry.awards import queries as awards
from registry.cohorts import forms as cohort_words
from registry.cohorts import queries as cohorts
from registry.doers.actions import calling
from registry.enrolments import actions, queries, rules
from registry.enrolments import forms as words
from registry.enrolments.forms import ApplicationForm, CoachForm, WithdrawalForm
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import LADDER, Reason, Stage
from registry.enrolments.schemas import EnrolmentFilterSchema
from registry.partners.model import Partner
from registry.partners.queries import home_partner
from registry.roles.queries import uuid_or_none
from registry.schools import queries as schools
from registry.schools.model import School

pages = PageBlueprint("enrolments", __name__, url_prefix="/registry")
READERS = roles("hq", "coach", *sorted(queries.SEES_ALL | queries.SEES_OWN))
PARTIES = roles("coordinator", "head")
COORDINATORS = roles("coordinator")
ONE = "/enrolments/<uuid:enrolment_id>"
COHORT = "/cohorts/<uuid:cohort_id>"
ON_A_PAGE = 50

register_sayings(
    {
        "school_applied": _l("The school has applied. A coordinator answers next."),
        "school_taken_in": _l("The school is taken in. It can rate itself now."),
        "schools_taken_in": _l("The schools are taken in. They can rate themselves now."),
        "some_schools_taken_in": _l(
            "Not all schools chosen are taken in: somebody was faster, or a school takes part no "
            "more. Those that still wait for your answer are shown here."
        ),
        "coach_chosen": _l("The coach is chosen, and sees the school from the next sign-in on."),
        "school_left": _l("The school has left the cohort. What it reached stays here."),
    }
)


@pages.get("/enrolments", allow=READERS)
def list_(session: Session) -> str:
    """Show the schools of all cohorts, narrowed as the address says."""
    partner, narrowed = _partner(session), _narrowed()
    return _render("list", partner, **_schools(session, partner, narrowed))


@pages.get(COHORT, allow=READERS)
def cohort(session: Session, cohort_id: UUID) -> str:
    """Show a cohort and its schools by stage."""
    partner = _partner(session)
    found = cohorts.get(session, partner.id, cohort_id)
    narrowed = {**_narrowed(), "cohort": cohort_id}
    waiting = {"cohort": cohort_id, "state": Stage.APPLIED}
    more: dict[str, Any] = {}
    if _may_decide(partner):
        more["counts"] = queries.counts(session, partner.id, cohort_id)
        asked = queries.page(session, partner.id, actor(), waiting, after=None, limit=ON_A_PAGE)
        more["waiting"] = asked["items"]
    listed = _schools(session, partner, narrowed)
    return _render("cohort", partner, cohort=found, **listed, **more)


@pages.post(f"{COHORT}/confirmations", allow=COORDINATORS)
def confirm_many(session: Session, cohort_id: UUID) -> Any:
    """Take the schools chosen in."""
    validate_press()
    ids = [found for text in request.form.getlist("enrolment") if (found := uuid_or_none(text))]
    if not ids:
        raise Invalid("No school was ticked. Go back and tick those you mean.")
    taken = actions.confirm_many(session, cohort_id, ids, by=calling(session))
    words = "schools_taken_in" if len(taken) == len(set(ids)) else "some_schools_taken_in"
    return said(words, url_for("enrolments.cohort_get", cohort_id=cohort_id))


@pages.get(ONE, allow=READERS)
def one(session: Session, enrolment_id: UUID) -> str:
    """Show how far a school is, what comes next, and how it came there."""
    partner = _partner(session)
    enrolment = queries.seen(session, partner.id, enrolment_id, actor())
    return _render(
        "one",
        partner,
        enrolment=enrolment,
        steps=queries.steps(session, enrolment_id),
        certificate=awards.newest_of(session, enrolment.school_id),
        ladder=LADDER,
        may_end=_may_decide(partner) or actor().has("head", "school", enrolment.school_id),
    )


@pages.get("/enrolments/new", allow=PARTIES)
def new(session: Session) -> str:
    """Ask which school joins which cohort."""
    form = _application(session)
    if request.args.get("cohort"):
        form.cohort.data = request.args["cohort"]
    return _render("new", _partner(session), form=form)


@pages.post("/enrolments/new", allow=PARTIES)
def new_(session: Session) -> Any:
    """Ask for the school to be taken in."""
    form = _application(session)
    if not form.validate_on_submit():
        return _render("new", _partner(session), form=form), 422
    try:
        school, joined = UUID(form.school.data), UUID(form.cohort.data)
        enrolment = actions.apply(session, school, joined, by=calling(session))
    except DomainError as error:
        _blame(form, error, "school")
        return _render("new", _partner(session), form=form, refused=error), error.status
    return said("school_applied", _url(enrolment.id))


@pages.post(f"{ONE}/confirmation", allow=COORDINATORS)
def confirm(session: Session, enrolment_id: UUID) -> Any:
    """Take one school in."""
    validate_press()
    actions.confirm(session, enrolment_id, by=calling(session))
    return said("school_taken_in", _url(enrolment_id))


@pages.get(f"{ONE}/coach", allow=COORDINATORS)
def coach(session: Session, enrolment_id: UUID) -> str:
    """Ask who looks after a school."""
    partner = _partner(session)
    enrolment = queries.get(session, partner.id, enrolment_id)
    form = _coach_form(session, enrolment)
    form.row_version.data = enrolment.row_version
    if enrolment.coach_id:
        form.user.data = str(enrolment.coach_id)
    return _render("coach", partner, form=form, enrolment=enrolment)


@pages.post(f"{ONE}/coach", allow=COORDINATORS)
def coach_(session: Session, enrolment_id: UUID) -> Any:
    """Give the school its coach."""
    partner = _partner(session)
    enrolment = queries.get(session, partner.id, enrolment_id)
    form = _coach_form(session, enrolment)
    if not form.validate_on_submit():
        return _render("coach", partner, form=form, enrolment=enrolment), 422
    try:
        actions.appoint_coach(
            session,
            enrolment_id,
            UUID(form.user.data),
            row_version=version_shown(form),
            by=calling(session),
        )
    except DomainError as error:
        _blame(form, error, "user")
        form.row_version.data = enrolment.row_version
        return _render("coach", partner, form=form, enrolment=enrolment), error.status
    return said("coach_chosen", _url(enrolment_id))


@pages.get(f"{ONE}/withdrawal", allow=PARTIES)
def withdrawal(session: Session, enrolment_id: UUID) -> str:
    """Ask why a school leaves, and say what is lost."""
    partner = _partner(session)
    enrolment = queries.seen(session, partner.id, enrolment_id, actor())
    rules.check_live(enrolment.stage)
    return _render("leave", partner, form=WithdrawalForm(), enrolment=enrolment)


@pages.post(f"{ONE}/withdrawal", allow=PARTIES)
def withdrawal_(session: Session, enrolment_id: UUID) -> Any:
    """Take the school out."""
    partner = _partner(session)
    enrolment = queries.seen(session, partner.id, enrolment_id, actor())
    form = WithdrawalForm()
    if not form.validate_on_submit():
        return _render("leave", partner, form=form, enrolment=enrolment), 422
    actions.withdraw(session, enrolment_id, Reason(form.reason.data), by=calling(session))
    return said("school_left", _url(enrolment_id))


def _schools(session: Session, partner: Partner, narrowed: dict[str, Any]) -> dict[str, Any]:
    after = request.args.get("after")
    found = queries.page(session, partner.id, actor(), narrowed, after=after, limit=ON_A_PAGE)
    return {"found": found, "narrowed": narrowed}


def _narrowed() -> dict[str, Any]:
    """Read what narrows the list; what makes no sense narrows nothing."""
    schema = EnrolmentFilterSchema()
    given = {name: request.args[name] for name in schema.fields if request.args.get(name)}
    try:
        found: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        found = schema.load({key: text for key, text in given.items() if key not in error.messages})
    return {name: value for name, value in found.items() if value}


def _application(session: Session) -> ApplicationForm:
    partner = _partner(session)
    form = ApplicationForm(school=request.args.get("school"))
    form.school.choices = [
        SelectChoice(str(each.id), each.name) for each in _applicants(session, partner)
    ]
    form.cohort.choices = [
        SelectChoice(str(each.id), each.name) for each in cohorts.running(session, partner.id)
    ]
    return form


def _applicants(session: Session, partner: Partner) -> Sequence[School]:
    """Return the schools a person may speak for: a head's own, or the one in the address."""
    wanted = actor().places("school", "head")
    named = uuid_or_none(request.args.get("school") or request.form.get("school") or "")
    if named and _may_decide(partner):
        wanted.append(named)
    return schools.several(session, partner.id, wanted)


def _coach_form(session: Session, enrolment: Enrolment) -> CoachForm:
    form = CoachForm()
    found = queries.coaches(session, enrolment.partner_id, enrolment.cohort_id, clock().now())
    form.user.choices = [SelectChoice(str(user_id), name) for user_id, name in found]
    return form


def _blame(form: Form, error: DomainError, field: str) -> None:
    blame(form, getattr(error, "errors", None) or {field: [error.detail]})


def _partner(session: Session) -> Partner:
    return home_partner(session, actor().partner)


def _may_decide(partner: Partner) -> bool:
    return actor().has("coordinator", "partner", partner.id)


def _url(enrolment_id: UUID) -> str:
    return url_for("enrolments.one_get", enrolment_id=enrolment_id)


def _render(name: str, partner: Partner, **more: Any) -> str:
    return render_template(
        f"registry/enrolments/{name}.html",
        words=words,
        cohort_words=cohort_words,
        may_decide=_may_decide(partner),
        **more,
    )
