"""People a service has met: whoever signed in here once, as their own token said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, g
from marshmallow import Schema, fields
from sqlalchemy import (
    Column,
    Index,
    MetaData,
    String,
    Table,
    Uuid,
    delete,
    insert,
    select,
)
from sqlalchemy.orm import Session

from chassis.auth import Actor, HoldsRoles, Role, actor, actor_or_none, signed_in
from chassis.db import NAMING, UtcDateTime
from chassis.errors import NotKnownYet, Unauthenticated
from chassis.http import ApiBlueprint
from chassis.resources import clock, database
from chassis.service import Service
from chassis.upsert import insert_into

_TABLES = MetaData(naming_convention=NAMING)
NOTED = "ciss.noted"
"""Where an app keeps whom it has noted, among its extensions."""
_MOST_NOTED = 10_000
NAMES_ARE_KEPT = timedelta(days=730)

person_seen = Table(
    "person_seen",
    _TABLES,
    Column("id", Uuid, primary_key=True),
    Column("login", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("lang", String(35), nullable=False),
    Column("partner", String(64)),
    Column("issued_at", UtcDateTime, nullable=False),
)
"""A person, as the newest of their tokens says that was shown here."""

person_seen_role = Table(
    "person_seen_role",
    _TABLES,
    Column("person_id", Uuid, primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("scope", String(20), primary_key=True),
    Column("scope_id", String(64), primary_key=True),
    Index("ix_person_seen_role_place", "scope", "scope_id", "role"),
)
"""The roles in that token."""


@dataclass(frozen=True)
class Seen(HoldsRoles):
    """Somebody who has opened this service once."""

    id: UUID
    login: str
    name: str
    lang: str
    partner: str | None
    issued_at: datetime
    roles: tuple[Role, ...]


def adopt(metadata: MetaData) -> None:
    """Copy the tables into the metadata of a service that remembers people."""
    for table in _TABLES.sorted_tables:
        table.to_metadata(metadata)


def person(session: Session, identifier: UUID) -> Seen:
    """Return a person.

    Raises:
        NotKnownYet: they have not opened this service yet.

    """
    row = session.execute(select(person_seen).where(person_seen.c.id == identifier)).one_or_none()
    if row is None:
        raise NotKnownYet("This person has not opened this part of the programme yet.")
    held = session.execute(
        select(person_seen_role).where(person_seen_role.c.person_id == identifier)
    )
    roles = tuple(Role(each.role, each.scope, each.scope_id) for each in held)
    return Seen(row.id, row.login, row.name, row.lang, row.partner, row.issued_at, roles)


def names(session: Session, identifiers: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of these people who were seen here."""
    wanted = sorted(set(identifiers))
    rows = session.execute(
        select(person_seen.c.id, person_seen.c.name).where(person_seen.c.id.in_(wanted))
    )
    return {row.id: row.name for row in rows}


def holders(
    session: Session, role: str, scope: str, scope_id: object, since: datetime | None = None
) -> list[UUID]:
    """Return who holds a role at a place, as far as this service can know.

    With `since`, the moment the post was last taken or left, a person counts only if their
    token was issued in that second or later: an older one may show what is no longer so.
    """
    rows = select(person_seen_role.c.person_id).where(
        person_seen_role.c.scope == scope,
        person_seen_role.c.scope_id == str(scope_id),
        person_seen_role.c.role == role,
    )
    if since is not None:
        rows = rows.join(person_seen, person_seen.c.id == person_seen_role.c.person_id).where(
            person_seen.c.issued_at >= since.replace(microsecond=0)
        )
    return list(session.scalars(rows.order_by(person_seen_role.c.person_id)))


def remember(session: Session, caller: Actor) -> Seen | None:
    """Write down what a token says; None when a newer one was seen already."""
    seen = _seen(caller)
    row = {column.name: getattr(seen, column.name) for column in person_seen.columns}
    statement = insert_into(session, person_seen)
    statement = statement.on_conflict_do_update(
        index_elements=[person_seen.c.id],
        set_={name: statement.excluded[name] for name in row if name != "id"},
        where=person_seen.c.issued_at <= statement.excluded.issued_at,
    )
    if session.scalar(statement.values(row).returning(person_seen.c.id)) is None:
        return None
    session.execute(delete(person_seen_role).where(person_seen_role.c.person_id == seen.id))
    if seen.roles:
        session.execute(insert(person_seen_role), _role_rows(seen))
    return seen


def forget(session: Session, identifier: UUID) -> bool:
    """Drop the name and the roles of a person; say whether they were known here."""
    session.execute(delete(person_seen_role).where(person_seen_role.c.person_id == identifier))
    gone = session.execute(
        delete(person_seen).where(person_seen.c.id == identifier).returning(person_seen.c.id)
    )
    return gone.first() is not None


def forget_unseen(session: Session, now: datetime) -> None:
    """Drop the names of people who were not here for two years."""
    old = select(person_seen.c.id).where(person_seen.c.issued_at < now - NAMES_ARE_KEPT)
    session.execute(delete(person_seen_role).where(person_seen_role.c.person_id.in_(old)))
    session.execute(delete(person_seen).where(person_seen.c.issued_at < now - NAMES_ARE_KEPT))


def install(app: Flask, service: Service) -> None:
    """Let a service note its callers, each once for every token, before it answers them."""
    app.extensions[NOTED] = {}

    @app.before_request
    def _note() -> None:
        caller = _caller()
        noted: dict[tuple[Any, ...], None] = app.extensions[NOTED]
        if (
            caller is None
            or caller.is_program
            or (key := (caller.id, caller.issued_at, caller.roles)) in noted
        ):
            return
        with database().write() as session:
            seen = remember(session, caller)
            if seen is not None and service.on_seen is not None:
                service.on_seen(session, seen, clock().now())
        if len(noted) >= _MOST_NOTED:
            noted.clear()
        noted[key] = None


def me_blueprint(service: str) -> ApiBlueprint:
    """Return the route by which a person becomes known to a service, and sees as whom."""
    api = ApiBlueprint("people", f"/{service}/api/v1", about="Who you are here.")

    @api.get("/me", allow=signed_in, answer=MeSchema)
    def me(session: Session) -> Seen:
        """Say who is signed in."""
        return person(session, UUID(actor().id))

    return api


class HeldRoleSchema(Schema):
    """One role of a person: `scope` is the type, `id` the place."""

    role = fields.String()
    scope = fields.String()
    id = fields.String()


class MeSchema(Schema):
    """The caller, as their token says."""

    id = fields.UUID()
    login = fields.String()
    name = fields.String()
    lang = fields.String()
    partner = fields.String()
    roles = fields.List(fields.Nested(HeldRoleSchema))


def _caller() -> Actor | None:
    """Return who calls; a token that is no good is for the route to judge, with its reason."""
    try:
        return actor_or_none()
    except Unauthenticated:
        g.pop("actor", None)
        return None


def _seen(caller: Actor) -> Seen:
    return Seen(
        id=UUID(caller.id),
        login=caller.login,
        name=caller.name,
        lang=caller.lang,
        partner=caller.partner,
        issued_at=datetime.fromtimestamp(caller.issued_at, UTC),
        roles=tuple(dict.fromkeys(caller.roles)),
    )


def _role_rows(seen: Seen) -> list[dict[str, Any]]:
    return [
        {"person_id": seen.id, "role": held.role, "scope": held.scope, "scope_id": held.id}
        for held in seen.roles
    ]
