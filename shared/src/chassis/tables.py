"""The tables every service has, whatever its domain; each service adopts them as its own."""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from chassis.db import NAMING, BigId, Json, UtcDateTime, database_now

CHASSIS = MetaData(naming_convention=NAMING)

outbox = Table(
    "outbox",
    CHASSIS,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", String(120), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("version", BigId, nullable=False),
    Column("tier", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("position", BigId, unique=True),
    Index("ix_outbox_unnumbered", "id", postgresql_where=text("position IS NULL")),
    Index("ix_outbox_type_position", "type", "position"),
    Index("ix_outbox_tier_position", "tier", "position"),
    Index("ix_outbox_type_subject_position", "type", "subject", "position"),
    sqlite_autoincrement=True,
)
"""The log of this service's facts, written in the transaction that made them true.

`position` orders them by commit. On SQLite `id` is the position already (one writer), and
`position` stays empty.
"""

bus_counter = Table(
    "bus_counter",
    CHASSIS,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigId, nullable=False),
    Column("pruned", BigId, nullable=False, default=0, server_default=text("0")),
)
"""One row: the last position given out (PostgreSQL), and the place up to which old internal
facts were let go.
"""

bus_lease = Table(
    "bus_lease",
    CHASSIS,
    Column("name", String(60), primary_key=True),
    Column("owner", String(80)),
    Column("epoch", BigId, nullable=False, default=0),
    Column("until", UtcDateTime),
    Column("cursor", BigId, nullable=False, default=0),
)
"""Who leads a task that only one may do at a time, by the database's clock."""

inbox = Table(
    "inbox",
    CHASSIS,
    Column("event_id", String(80), primary_key=True),
    Column("source", String(60), nullable=False),
    Column("type", String(120), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", UtcDateTime),
    Column("reason", Text),
    Column("stack", Text),
    Column("body", LargeBinary),
    Column("received_at", UtcDateTime, nullable=False, default=database_now()),
    Index("ix_inbox_state_next_at", "state", "next_at"),
    Index("ix_inbox_source_type", "source", "type"),
)
"""Which facts of others this service has taken in: `applied`, `waiting` or `dead`.

The body is kept only while it may be needed again (`waiting`, `dead`).
"""

bus_applied = Table(
    "bus_applied",
    CHASSIS,
    Column("projection", String(60), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("version", BigId, nullable=False),
)
"""The newest version of each subject that a projection has seen; late facts lose against it."""

bus_cursor = Table(
    "bus_cursor",
    CHASSIS,
    Column("source", String(60), primary_key=True),
    Column("type", String(120), primary_key=True),
    Column("position", BigId, nullable=False),
    Column("moved_at", UtcDateTime),
)
"""How far this service has read each producer's log, for each type it listens to.

One place for all types would hide the past of a type that is listened to only later.
"""

job = Table(
    "job",
    CHASSIS,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("state", String(10), nullable=False),
    Column("params", Json, nullable=False),
    Column("cursor", Json, nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer),
    Column("result", Json),
    Column("problem", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("made_by", String(80)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("owner", String(80)),
    Column("until", UtcDateTime),
    Index("ix_job_state_made_at", "state", "made_at"),
)
"""Long work in steps; `cursor` says where to go on, and moves in each step's own transaction."""

audit = Table(
    "audit",
    CHASSIS,
    Column("no", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("role", String(40)),
    Column("what", String(80), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("why", Text),
    Column("place", String(64)),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_subject_no", "subject", "no"),
    Index("ix_audit_place_no", "place", "no"),
)
"""Who did what, when, where and why; each row carries the hash of the one before."""

audit_head = Table(
    "audit_head",
    CHASSIS,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("no", BigId, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One row: the newest audit row; locked while the next is appended."""

role_reissue = Table(
    "role_reissue",
    CHASSIS,
    Column("role", String(20), primary_key=True),
    Column("scope", String(20), primary_key=True),
    Column("scope_id", String(64), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Index("ix_role_reissue_since", "since"),
)
"""When somebody last took or left a role at a place, and when last left it; not who."""

idempotency = Table(
    "idempotency",
    CHASSIS,
    Column("key", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer),
    Column("answer", LargeBinary),
    Column("secret", Boolean, nullable=False, default=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_idempotency_made_at", "made_at"),
)
"""The first answer to each repeated write, sealed under a key made from the caller's own key."""

throttle = Table(
    "throttle",
    CHASSIS,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", Double, nullable=False),
)
"""Slow-down after failures; `until` is an instant of the service's clock, in seconds."""


def adopt(metadata: MetaData) -> None:
    """Copy every table of the chassis into a service's own metadata."""
    for table in CHASSIS.sorted_tables:
        table.to_metadata(metadata)
