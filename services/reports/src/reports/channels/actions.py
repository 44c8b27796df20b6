"""What is done with a way to report: made, opened, paused, closed."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.errors import Forbidden, Refused, Stale
from chassis.upsert import insert_into
from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from reports.channels import queries, rules
from reports.channels.model import Channel
from reports.channels.rules import State

PROGRAM = "program"


def draft(
    session: Session, owner: UUID, content: Mapping[str, Any], *, by: Actor, now: datetime
) -> Channel:
    """Make a school's way to report; it stays shut until it is launched.

    Raises:
        Forbidden: the caller has no post at this school.
        NotKnownYet: registry has not told of the school yet.
        Refused: `channel_exists`, `school_closed`.

    """
    role = _role(by, owner, queries.SCHOOL_ROLES)
    school = queries.school(session, owner)
    if school.status in queries.GONE:
        raise Refused("This school is closed.", reason="school_closed")
    table = cast(Table, Channel.__table__)
    identifier = session.scalar(
        insert_into(session, table)
        .values(
            id=uuid4(),
            slug=rules.new_slug(),
            owner_kind=rules.SCHOOL,
            owner_id=owner,
            partner=school.partner,
            langs=content["langs"],
            hours=content["hours"],
            state=State.DRAFT,
            row_version=1,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing()
        .returning(table.c.id)
    )
    if identifier is None:
        raise Refused("This school has a way to report already.", reason="channel_exists")
    channel = queries.get(session, identifier)
    _note(session, "channel.drafted", channel, who=by.id, role=role, now=now)
    return channel


def launch(session: Session, identifier: UUID, *, by: Actor, now: datetime) -> Channel:
    """Open a channel, for the first time or after a pause.

    Raises:
        NotFound: there is no such channel.
        Forbidden: the caller is not the head of its school.
        Refused: `wrong_state`, or `not_ready` with `missing`.

    """
    channel = queries.get(session, identifier)
    _role(by, channel.owner_id, ("head",))
    rules.check_step(channel.state, State.LIVE)
    place = queries.place(session, identifier)
    ready = queries.readiness(session, place.school)
    rules.check_ready(ready.missing(place.today(now)))
    return _move(session, channel, State.LIVE, "channel.launched", by=by, now=now)


def pause(session: Session, identifier: UUID, *, by: Actor, now: datetime) -> Channel:
    """Shut a channel for a while; its page goes on to show the help numbers.

    Raises:
        NotFound: there is no such channel.
        Forbidden: the caller is not the head of its school.
        Refused: `wrong_state`.

    """
    channel = queries.get(session, identifier)
    _role(by, channel.owner_id, ("head",))
    rules.check_step(channel.state, State.PAUSED)
    return _move(session, channel, State.PAUSED, "channel.paused", by=by, now=now)


def close_of_schools(session: Session, schools: Collection[UUID], now: datetime) -> None:
    """Close the channels of schools that are no more."""
    found = session.scalars(
        select(Channel)
        .where(Channel.owner_id.in_(sorted(schools)), Channel.state != State.CLOSED)
        .order_by(Channel.id)
        .with_for_update()
    ).all()
    for channel in found:
        channel.state, channel.updated_at = State.CLOSED, now
        session.flush()
        _note(session, "channel.closed", channel, who=PROGRAM, role=None, now=now)


def check_version(channel: Channel, row_version: int | None) -> None:
    """Refuse a deed on a version that was looked at before somebody changed it.

    Raises:
        Stale: somebody was faster.

    """
    if row_version is not None and row_version != channel.row_version:
        raise Stale(
            "Somebody else changed this way to report.",
            yours=row_version,
            theirs=channel.row_version,
        )


def _move(
    session: Session, channel: Channel, state: State, what: str, *, by: Actor, now: datetime
) -> Channel:
    channel.state, channel.updated_at = state, now
    session.flush()
    _note(session, what, channel, who=by.id, role="head", now=now)
    return channel


def _role(by: Actor, school: UUID, wanted: Collection[str]) -> str:
    for role in wanted:
        if by.has(role, "school", school):
            return role
    raise Forbidden("This is for the people of the school.", reason="other_school")


def _note(
    session: Session, what: str, channel: Channel, *, who: str, role: str | None, now: datetime
) -> None:
    """Tell the others, by the day only, and write down who did it."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    fact = ChannelChanged(
        channel=channel.id,
        owner_kind=ChannelOwner(channel.owner_kind),
        owner=channel.owner_id,
        state=ChannelState(channel.state),
    )
    outbox.record(session, fact, version=channel.row_version, partner=channel.partner, now=day)
    audit.append(
        session,
        now=now,
        who=who,
        role=role,
        what=what,
        subject=str(channel.id),
        place=channel.owner_id,
    )
