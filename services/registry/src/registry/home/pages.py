"""The front door and today's work."""

from datetime import date, timedelta
from typing import Any

from flask import Response, redirect, render_template
from flask_babel import get_locale
from sqlalchemy.orm import Session

from chassis.auth import actor, anyone, roles, signed_in
from chassis.pages import PageBlueprint
from chassis.resources import clock, settings
from registry.awards import forms as award_words
from registry.awards import queries as awards
from registry.claims import queries as claims
from registry.enrolments import forms as stage_words
from registry.enrolments import queries as enrolments
from registry.enrolments.queries import SEES_OWN
from registry.enrolments.rules import LADDER
from registry.home import queries, rules
from registry.jurisdictions.formats import country_name
from registry.jurisdictions.queries import partner as this_partner
from registry.jurisdictions.queries import today as day_here
from registry.overviews import forms as overview_words
from registry.overviews import queries as overviews
from registry.renewals import queries as renewals
from registry.roles.formats import ROLE_NAMES
from registry.roles.queries import uuid_or_none
from registry.schools import forms as school_words
from registry.schools import queries as schools
from registry.support import queries as support
from registry.traffic import queries as traffic

pages = PageBlueprint("home", __name__)


@pages.get("/", allow=anyone)
def start(session: Session) -> str:
    """Offer the four things people come for."""
    return _render("start", helpers=queries.help_numbers(session))


@pages.get("/about", allow=anyone)
def about(session: Session) -> str:
    """Say what this is and who runs it."""
    return _render("about", helpers=queries.help_numbers(session))


@pages.get("/privacy", allow=anyone)
def privacy(session: Session) -> str:  # noqa: ARG001 - the page says the same to all
    """Say what is kept about whom."""
    return _render("privacy", external=settings().external)


@pages.get("/accessibility", allow=anyone)
def accessibility(session: Session) -> str:  # noqa: ARG001 - the page says the same to all
    """Say what works for whom, and what does not yet."""
    return _render("accessibility")


@pages.get("/registry", allow=anyone)
def root(session: Session) -> Any:  # noqa: ARG001 - it only leads on
    """Lead to the front door."""
    return redirect("/", 303)


@pages.get("/registry/today", allow=signed_in)
def today(session: Session) -> str:
    """Show today's work of everything this person is."""
    held = actor().role_names()
    now = clock().now()
    here = day_here(session, now)
    parts: dict[str, Any] = {}
    if "coordinator" in held:
        parts |= _of_coordinator(session, here)
    if held & SEES_OWN:
        parts["own"] = _own_schools(session)
    if "coach" in held:
        parts["coached"] = support.coached_by(session, actor())
    if "safeguarding" in held:
        parts["reviews"] = queries.reviews(session, here)
        parts["drafts"] = queries.drafts(session, here)
    if "ops" in held:
        parts["services"] = traffic.parts()
    soon = 365 - queries.SOON_DAYS
    quiet_before = here - timedelta(days=rules.QUIET_DAYS)
    return _render("today", held=held, now=now, soon_days=soon, quiet_before=quiet_before, **parts)


@pages.get("/registry/charts/stages.svg", allow=roles("coordinator"))
def stages(session: Session) -> Response:
    """Draw how many schools are at each stage."""
    partner = this_partner(session)
    counts = enrolments.counts(session, partner.id)
    steps = [(stage_words.STAGES[stage], counts.get(stage, 0)) for stage in LADDER]
    longest = max([1, *(number for _, number in steps)])
    drawn = render_template("registry/home/stages.svg", steps=steps, longest=longest)
    return Response(drawn, mimetype="image/svg+xml")


def _of_coordinator(session: Session, here: date) -> dict[str, Any]:
    now, partner = clock().now(), this_partner(session)
    until = here + timedelta(days=rules.ENDING_DAYS)
    week = here - timedelta(days=rules.VISIT_DAYS - 1)
    return {
        "schools": queries.schools_by_state(session),
        "stages": enrolments.counts(session, partner.id),
        "overdue": queries.overdue(session, partner.id, here),
        "without_coach": enrolments.count_uncoached(session, partner.id, now),
        "ending": awards.ending(session, partner.id, until, queries.MOST_SHOWN),
        "ending_count": awards.count_ending(session, partner.id, until),
        "claims": claims.page(session, partner, now, state="open", limit=queries.MOST_SHOWN)[
            "items"
        ],
        "claims_count": claims.count_open(session, partner.id),
        "visits": support.between(session, partner.id, week, here, queries.MOST_SHOWN),
        "imports": queries.open_imports(session),
        "drafts": queries.drafts(session, here),
        "offers": queries.offers(session, now),
        "roles_ending": renewals.ending(session, partner.id, now, queries.MOST_SHOWN),
    }


def _own_schools(session: Session) -> list[dict[str, Any]]:
    """Return what a person sees of the schools they lead or look after."""
    held = [role for role in actor().roles if role.scope == "school" and role.role in SEES_OWN]
    ids = [school_id for each in held if (school_id := uuid_or_none(each.id))]
    partner = this_partner(session)
    found = schools.several(session, partner.id, ids)
    known = overviews.of_schools(session, [each.id for each in found])
    posts = queries.posts(session, [each.id for each in found])
    return [
        {
            "school": each,
            "seen": known[each.id],
            "posts": posts[each.id],
            "is_head": actor().has("head", "school", each.id),
        }
        for each in found
    ]


def _render(name: str, **more: Any) -> str:
    return render_template(
        f"registry/home/{name}.html",
        country_name=lambda code: country_name(code, str(get_locale() or "en")),
        stage_words=stage_words,
        award_words=award_words,
        overview_words=overview_words,
        school_words=school_words,
        role_names=ROLE_NAMES,
        **more,
    )
