"""A school's way to report as pages: made, seen, opened, paused."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Forbidden, NotFound
from chassis.forms import validate_press, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, settings
from reports.channels import actions, queries
from reports.channels.forms import ChannelForm, VersionForm, language_name
from reports.partners import queries as partners
from reports.schools.model import School
from reports.wordings.formats import NOBODY_READS

pages = PageBlueprint("channels", __name__, url_prefix="/reports")
READERS = roles("head", "focal", "deputy", "coordinator")
WRITERS = roles("head", "focal", "deputy")
HEADS = roles("head")

register_sayings(
    {
        "channel_made": _l("The page for your pupils is made. It is not open yet."),
        "channel_live": _l("The page is open. Pupils can write there now."),
        "channel_paused": _l("The page is closed for a while. It still shows the help numbers."),
    }
)


@pages.get("/schools/<uuid:school_id>/channel/new", allow=WRITERS)
def new(session: Session, school_id: UUID) -> str:
    """Ask for what a way to report needs."""
    school = _own_school(session, school_id)
    form = ChannelForm(data={"langs": school.langs[:1]})
    form.offer(_languages(session, school))
    return render_template("reports/channels/new.html", form=form, school=school)


@pages.post("/schools/<uuid:school_id>/channel/new", allow=WRITERS)
def new_(session: Session, school_id: UUID) -> Any:
    """Make it."""
    school = _own_school(session, school_id)
    form = ChannelForm()
    form.offer(_languages(session, school))
    if not form.validate_on_submit():
        return render_template("reports/channels/new.html", form=form, school=school), 422
    channel = actions.draft(session, school.id, form.content(), by=actor(), now=clock().now())
    return said("channel_made", url_for("channels.one_get", identifier=channel.id))


@pages.get("/channels/<uuid:identifier>", allow=READERS)
def one(session: Session, identifier: UUID) -> str:
    """Show a way to report: its state, its address and what is missing."""
    place = queries.place(session, identifier)
    if not queries.may_see(session, place.channel, actor()):
        raise NotFound("There is no such way to report.")
    missing = queries.readiness(session, place.school).missing(place.today(clock().now()))
    return render_template(
        "reports/channels/one.html",
        channel=place.channel,
        school=place.school,
        missing=missing,
        is_head=actor().has("head", "school", place.school.id),
        address=f"{settings().public_url}/help/{place.channel.slug}",
        language_name=language_name,
        notice=NOBODY_READS,
    )


@pages.post("/channels/<uuid:identifier>/launch", allow=HEADS)
def launch_(session: Session, identifier: UUID) -> Any:
    """Open it, for the first time or again."""
    _press(session, identifier)
    actions.launch(session, identifier, by=actor(), now=clock().now())
    return said("channel_live", url_for("channels.one_get", identifier=identifier))


@pages.post("/channels/<uuid:identifier>/pause", allow=HEADS)
def pause_(session: Session, identifier: UUID) -> Any:
    """Shut it for a while."""
    _press(session, identifier)
    actions.pause(session, identifier, by=actor(), now=clock().now())
    return said("channel_paused", url_for("channels.one_get", identifier=identifier))


def _press(session: Session, identifier: UUID) -> None:
    validate_press()
    actions.check_version(queries.get(session, identifier), version_shown(VersionForm()))


def _own_school(session: Session, identifier: UUID) -> School:
    if identifier not in queries.schools_of(actor()):
        raise Forbidden("This is for the people of the school.", reason="other_school")
    return queries.school(session, identifier)


def _languages(session: Session, school: School) -> list[str]:
    partner = partners.first(session)
    return list(dict.fromkeys([*school.langs, *(partner.langs if partner else []), "en"]))
