"""Pages on which a school is registered, and on which a coordinator decides."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone, roles
from chassis.errors import DomainError
from chassis.forms import Form, blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, resources
from registry.claims import actions, queries
from registry.claims import forms as words
from registry.claims.actions import Approval
from registry.claims.forms import ANOTHER, ApprovalForm, RefusalForm, RegistrationForm
from registry.claims.model import Claim
from registry.claims.rules import ANSWER_WITHIN_DAYS, Proof, State
from registry.doers.actions import calling
from registry.jurisdictions.formats import country_name
from registry.names.rules import clean, code_key
from registry.partners.queries import home_partner
from registry.people import actions as people
from registry.schools import queries as schools
from registry.schools.model import School
from registry.schools.rules import ENDED

pages = PageBlueprint("claims", __name__, url_prefix="/registry")
COORDINATORS = roles("coordinator")
ONE = "/claims/<uuid:claim_id>"
UNPROCESSABLE = 422

register_sayings(
    {
        "claim_sent": _l("Your school is registered with us. Nobody has decided yet."),
        "claim_approved": _l("The claim is believed. Next, invite the head of the school."),
        "claim_refused": _l("The claim is refused. The reason is kept with it."),
    }
)


@pages.get("/sign-up", allow=anyone)
def sign_up(session: Session) -> str:
    """Let somebody find out whether their school is in the list."""
    countries = _countries(session)
    code = clean(request.args.get("code", ""))[:80]
    asked = request.args.get("country", "")
    country = asked if asked in countries else next(iter(countries))
    found = schools.live_with_code(session, country, code_key(code)) if code else None
    return _render("sign_up", countries=countries, country=country, code=code, found=found)


@pages.get("/sign-up/school", allow=anyone)
def register(session: Session) -> str:
    """Ask for what is needed to make sure."""
    form = _registration_form(session)
    form.official_code.data = clean(request.args.get("code", ""))
    form.country.data = request.args.get("country") or form.country.choices[0].value
    return _render("register", form=form)


@pages.post("/sign-up/school", allow=anyone)
def register_(session: Session) -> Any:
    """Take the claim in."""
    form = _registration_form(session)
    if not form.validate_on_submit():
        return _render("register", form=form), UNPROCESSABLE
    content = {
        "country": form.country.data,
        "name": form.name.data,
        "official_code": form.official_code.data or None,
        "town": form.town.data or None,
        "contact": form.contact.data or None,
    }
    try:
        actions.register(session, content, claimant=actor_or_none(), now=clock().now())
    except DomainError as error:
        _blame(form, error)
        return _render("register", form=form), error.status
    return said("claim_sent", url_for("claims.sent_get"))


@pages.get("/sign-up/sent", allow=anyone)
def sent(session: Session) -> str:  # noqa: ARG001 - the page says the same to all
    """Say what happens next."""
    return _render("sent")


@pages.get("/claims", allow=COORDINATORS)
def all_(session: Session) -> str:
    """Show the claims of one state, the one that has waited longest first."""
    by = calling(session)
    by.role_at()
    asked = request.args.get("state", "")
    state = asked if asked in list(State) else State.OPEN
    found = queries.page(session, by.partner, by.now, state=state, after=request.args.get("after"))
    return _render("list", found=found, state=state)


@pages.get(ONE, allow=COORDINATORS)
def one(session: Session, claim_id: UUID) -> str:
    """Show a claim, and ask for a decision while it waits for one."""
    return _one(session, _claim(session, claim_id))


@pages.post(f"{ONE}/approval", allow=COORDINATORS)
def approval(session: Session, claim_id: UUID) -> Any:
    """Believe the claim; show the link for the head, if one was named."""
    claim = _claim(session, claim_id)
    form = _approval_form(session, claim)
    if not form.validate_on_submit():
        return _one(session, claim, form), UNPROCESSABLE
    try:
        claim, link = actions.approve(session, claim_id, _approved(form), by=calling(session))
    except DomainError as error:
        # The page shows the claim as it is, not as it was about to become.
        session.rollback()
        _blame(form, error)
        return _one(session, _claim(session, claim_id), form), error.status
    team_url = url_for("teams.team_get", school_id=claim.school_id)
    if link is None:
        return said("claim_approved", team_url)
    people.mail_link(session, link, now=clock().now(), pages_key=resources().pages_key)
    return _render("approved", link=link, claim=claim, team_url=team_url)


@pages.post(f"{ONE}/refusal", allow=COORDINATORS)
def refusal(session: Session, claim_id: UUID) -> Any:
    """Refuse the claim."""
    form, claim = RefusalForm(), _claim(session, claim_id)
    if not form.validate_on_submit():
        return _one(session, claim, refusal=form), UNPROCESSABLE
    try:
        actions.refuse(session, claim_id, form.reason.data, by=calling(session))
    except DomainError as error:
        _blame(form, error)
        return _one(session, claim, refusal=form), error.status
    return said("claim_refused", url_for("claims.all__get"))


def _one(
    session: Session,
    claim: Claim,
    approval: ApprovalForm | None = None,
    refusal: RefusalForm | None = None,
) -> str:
    """Show a claim with its two forms; `form` is the one that was sent, for the page's title."""
    by = calling(session)
    [found] = queries.aged(session, [claim], by.partner, by.now)
    return _render(
        "one",
        found=found,
        claim=claim,
        school=claim.school,
        form=approval or refusal,
        approval=approval or _approval_form(session, claim, fresh=True),
        refusal=refusal or RefusalForm(formdata=None),
    )


def _claim(session: Session, claim_id: UUID) -> Claim:
    by = calling(session)
    by.role_at()
    return queries.get(session, by.partner.id, claim_id)


def _approval_form(session: Session, claim: Claim, *, fresh: bool = False) -> ApprovalForm:
    form = ApprovalForm(formdata=None) if fresh else ApprovalForm()
    form.offer_schools([(str(each.id), _label(each)) for each in queries.alike(session, claim)])
    return form


def _label(school: School) -> str:
    parts = (school.name, school.town, school.official_code)
    return ", ".join(part for part in parts if part)


def _approved(form: ApprovalForm) -> Approval:
    chosen = form.school.data if "school" in form else None
    return Approval(
        proof=Proof(form.proof.data),
        school_id=UUID(chosen) if chosen and chosen != ANOTHER else None,
        confirmed=chosen == ANOTHER,
        head_login=form.login.data or None,
    )


def _registration_form(session: Session) -> RegistrationForm:
    form = RegistrationForm()
    form.offer_countries(_countries(session).items())
    return form


def _countries(session: Session) -> dict[str, str]:
    codes = home_partner(session, None).countries
    return {code: _country(code) for code in codes}


def _blame(form: Form, error: DomainError) -> None:
    blame(form, getattr(error, "errors", None) or {"": [error.detail]})


def _country(code: str) -> str:
    return country_name(code, str(get_locale() or "en"))


def _render(name: str, **more: Any) -> str:
    return render_template(
        f"registry/claims/{name}.html",
        words=words,
        country_name=_country,
        ended=ENDED,
        days=ANSWER_WITHIN_DAYS,
        claims_url=url_for("claims.all__get"),
        **more,
    )
