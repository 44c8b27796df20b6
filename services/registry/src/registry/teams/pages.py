"""The people of one school as a page: who holds which post, what is missing, what can be done."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from chassis.auth import Actor, actor, roles
from chassis.errors import Forbidden
from chassis.pages import PageBlueprint
from chassis.readings import Recorded
from chassis.resources import clock
from registry.departures import actions as departures
from registry.partners.queries import home_partner
from registry.people import queries as people
from registry.roles import formats
from registry.roles import queries as role_queries
from registry.roles import rules as role_rules
from registry.roles.model import Membership
from registry.roles.rules import Place
from registry.schools import queries as schools
from registry.staffing import queries as staffing
from registry.staffing.rules import POSTS
from registry.teams import queries
from registry.teams.formats import MISSING

pages = PageBlueprint("teams", __name__, url_prefix="/registry")
MANAGERS = roles("coordinator", *role_rules.MANAGERS)
STAFF = "staff"


@pages.get(
    "/schools/<uuid:school_id>/people",
    allow=MANAGERS,
    recorded=Recorded("people.read", place="school_id"),
)
def team(session: Session, school_id: UUID) -> str:
    """Show who is who at a school, to those who look after it."""
    reader = actor()
    school = schools.get(session, home_partner(session, reader.partner).id, school_id)
    after = request.args.get("after")
    staff = role_queries.page_for(session, reader, role=STAFF, school=school_id, after=after)
    posts = queries.in_posts(session, school_id)
    shown = [*staff["items"], *(each for held in posts.values() for each in held)]
    invited = [each.id for each in shown if each.state == "invited"]
    place = Place("school", str(school_id))
    invitable = _invitable(reader, place, str(school.partner_id))
    return render_template(
        "registry/teams/team.html",
        school=school,
        posts=posts,
        staff=staff,
        missing=[MISSING[word] for word in staffing.missing(session, school_id)],
        is_waiting=any(each.state == "invited" for held in posts.values() for each in held),
        late=people.run_out(session, invited, clock().now()),
        bounced=people.bounced(session, invited),
        may_end={each.id for each in shown if _may_end(reader, each)},
        may_pass_on=invitable & set(POSTS),
        may_invite=invitable,
        me=reader.id,
        role_names=formats.ROLE_NAMES,
        role_duties=formats.ROLE_DUTIES,
    )


def _may_end(reader: Actor, membership: Membership) -> bool:
    try:
        departures.acting_role(reader, membership)
    except Forbidden:
        return False
    return True


def _invitable(reader: Actor, place: Place, partner: str) -> frozenset[str]:
    """Return the roles of a school that the reader may give there."""
    found: Iterable[Any] = (
        role
        for mine in reader.roles
        if role_rules.covers(Place(mine.scope, mine.id), place, partner)
        for role in role_rules.APPOINTS.get(mine.role, ())
        if place.type in role_rules.ROLES[role].scopes
    )
    return frozenset(found)
