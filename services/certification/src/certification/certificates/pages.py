"""Certificates as pages: for the partner who looks after them, and for the school itself."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.assessments.rules import check_works_as, works_as
from certification.certificates import actions, formats, queries, rules
from certification.certificates.forms import SuspensionForm
from certification.schools.rules import MANAGERS, check_sees
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, settings

pages = PageBlueprint("certificates", __name__, url_prefix="/certification")
ONE = "/certificates/<number>"
A_PAGE = 50
_SEES = roles("coordinator", "panel", *MANAGERS)

register_sayings(
    {
        "certificate_suspended": _l("The certificate is suspended. Everybody can see it now."),
        "certificate_reinstated": _l("The certificate is in force again."),
        "certificate_revoked": _l("The certificate is taken back."),
    }
)


@pages.get("/certificates", allow=_SEES)
def all_(session: Session) -> str:
    """List certificates of the partner, or of one's own school, newest number first."""
    by = actor()
    partners = [by.partner] if by.partner and _looks_after(by.partner) else []
    schools = by.places("school", *MANAGERS)
    after = request.args.get("after")
    found = queries.page(session, partners=partners, schools=schools, after=after, limit=A_PAGE)
    return render_template(
        "certification/certificates/all.html",
        worths=queries.worths(session, found["items"], clock().now()),
        next=found["next"],
        is_first=not after,
        formats=formats,
    )


@pages.get(ONE, allow=_SEES)
def one(session: Session, number: str) -> str:
    """Show a certificate, what it went through, and what one may do with it."""
    return _one(session, number, None)


@pages.get(f"{ONE}/suspension", allow=roles("coordinator"))
def suspension(session: Session, number: str) -> str:
    """Ask why a certificate is suspended, and say what is lost."""
    return _suspension(session, number, SuspensionForm())


@pages.post(f"{ONE}/suspension", allow=roles("coordinator"))
def suspension_(session: Session, number: str) -> Any:
    """Suspend it."""
    form = SuspensionForm()
    if not form.validate_on_submit():
        return _suspension(session, number, form), 422
    doing = calling("coordinator")
    try:
        actions.suspend(session, number, form.reason_code.data, form.head_heard_on.data, doing)
    except Invalid as error:
        blame(form, error.errors)
        return _suspension(session, number, form), error.status
    return _said("certificate_suspended", number)


@pages.post(f"{ONE}/reinstatement", allow=roles("panel"))
def reinstate(session: Session, number: str) -> Any:
    """Put a certificate in force again."""
    validate_press()
    try:
        actions.reinstate(session, number, calling("panel"))
    except DomainError as error:
        return _one(session, number, error), error.status
    return _said("certificate_reinstated", number)


@pages.get(f"{ONE}/revocation", allow=roles("panel"))
def revocation(session: Session, number: str) -> str:
    """Ask once more before a certificate is taken back for good."""
    certificate = queries.known(session, number)
    check_works_as(actor(), "panel", certificate.partner)
    return render_template("certification/certificates/revoke.html", certificate=certificate)


@pages.post(f"{ONE}/revocation", allow=roles("panel"))
def revoke(session: Session, number: str) -> Any:
    """Take it back."""
    validate_press()
    try:
        actions.revoke(session, number, calling("panel"))
    except DomainError as error:
        return _one(session, number, error), error.status
    return _said("certificate_revoked", number)


def _one(session: Session, number: str, error: DomainError | None) -> str:
    certificate = queries.known(session, number)
    by = actor()
    check_sees(by, certificate.school_id, certificate.partner)
    worth = queries.worth(session, certificate, clock().now())
    verify = f"{settings().public_url}{url_for('verify.answer_get', number=number)}"
    badge = f"{settings().public_url}{url_for('badges.show_get', number=number)}"
    return render_template(
        "certification/certificates/one.html",
        worth=worth,
        certificate=certificate,
        history=queries.history(session, worth),
        error=error,
        formats=formats,
        can_suspend=works_as(by, "coordinator", certificate.partner)
        and worth.state in rules.FROM[rules.SUSPEND],
        can_decide=works_as(by, "panel", certificate.partner)
        and worth.state in rules.FROM[rules.REINSTATE],
        verify=verify,
        snippet=f'<a href="{verify}"><img src="{badge}" width="280" height="96" '
        f'alt="{_("Check our certificate %(number)s", number=number)}"></a>',
    )


def _suspension(session: Session, number: str, form: SuspensionForm) -> str:
    certificate = queries.known(session, number)
    check_works_as(actor(), "coordinator", certificate.partner)
    return render_template(
        "certification/certificates/suspend.html", certificate=certificate, form=form
    )


def _looks_after(partner: str) -> bool:
    return any(works_as(actor(), role, partner) for role in ("coordinator", "panel"))


def _said(code: str, number: str) -> Any:
    return said(code, url_for("certificates.one_get", number=number))
