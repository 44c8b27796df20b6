"""Ways to report over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import NotFound
from chassis.http import ApiBlueprint, row_version_named
from chassis.resources import clock, settings
from reports.channels import actions, queries
from reports.channels.model import Channel
from reports.channels.schemas import (
    ChannelPageSchema,
    ChannelQuerySchema,
    ChannelSchema,
    NewChannelSchema,
)
from reports.schools.model import School
from reports.wordings.formats import NOBODY_READS

READERS = roles("head", "focal", "deputy", "coordinator")

api = ApiBlueprint(
    "channels", "/reports/api/v1", about="A school's way for pupils to report, and its state."
)


@api.get("/channels", allow=READERS, query=ChannelQuerySchema, answer=ChannelPageSchema)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the ways to report that the caller may see, by id."""
    found = queries.page(session, actor(), **query)
    return {"items": [_shown(*row) for row in found["items"]], "next": found["next"]}


@api.get("/channels/<uuid:identifier>", allow=READERS, answer=ChannelSchema)
def one(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show one way to report; 404 for people of elsewhere."""
    place = queries.place(session, identifier)
    if not queries.may_see(session, place.channel, actor()):
        raise NotFound("There is no such way to report.")
    return _shown(place.channel, place.school)


@api.post(
    "/channels",
    allow=roles("head", "focal", "deputy"),
    body=NewChannelSchema,
    answer=ChannelSchema,
    status=201,
)
def draft(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Make a school's way to report; 409 `channel_exists`, `school_closed`, `not_known_yet`."""
    content = dict(body)
    owner: UUID = content.pop("owner")["id"]
    channel = actions.draft(session, owner, content, by=actor(), now=clock().now())
    return _shown(channel, queries.school(session, owner))


@api.post(
    "/channels/<uuid:identifier>/launch",
    allow=roles("head"),
    answer=ChannelSchema,
)
def launch(session: Session, identifier: UUID) -> dict[str, Any]:
    """Open it; 409 `not_ready` with `missing` (`profile`, `handlers`), `wrong_state`."""
    return _launched(session, identifier)


@api.post(
    "/channels/<uuid:identifier>/resumption",
    allow=roles("head"),
    answer=ChannelSchema,
)
def resume(session: Session, identifier: UUID) -> dict[str, Any]:
    """Open it again after a pause; refuses as the launch does."""
    return _launched(session, identifier)


@api.post(
    "/channels/<uuid:identifier>/pause",
    allow=roles("head"),
    answer=ChannelSchema,
)
def pause(session: Session, identifier: UUID) -> dict[str, Any]:
    """Shut it for a while; its page still shows the help numbers. 409 `wrong_state`."""
    actions.check_version(queries.get(session, identifier), row_version_named())
    channel = actions.pause(session, identifier, by=actor(), now=clock().now())
    return _shown(channel, queries.school(session, channel.owner_id))


def _launched(session: Session, identifier: UUID) -> dict[str, Any]:
    actions.check_version(queries.get(session, identifier), row_version_named())
    channel = actions.launch(session, identifier, by=actor(), now=clock().now())
    return _shown(channel, queries.school(session, channel.owner_id))


def _shown(channel: Channel, school: School) -> dict[str, Any]:
    return {
        "id": channel.id,
        "slug": channel.slug,
        "address": f"{settings().public_url}/help/{channel.slug}",
        "owner": {"type": channel.owner_kind, "id": channel.owner_id},
        "school_name": school.name,
        "langs": channel.langs,
        "hours": channel.hours,
        "state": channel.state,
        "row_version": channel.row_version,
        "demonstration": True,
        "notice": str(NOBODY_READS),
    }
