"""The chassis' tables as migration steps; each service's migrations call them by number."""

import sqlalchemy as sa
from alembic import op

from chassis.db import BigId, Json, UtcDateTime


def create_0001() -> None:
    """Create the first shape of every chassis table."""
    _create_bus()
    _create_inbox()
    _create_job()
    _create_audit()
    _create_request_tables()
    op.execute("INSERT INTO bus_counter (id, last) VALUES (1, 0)")
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("no"), sa.column("hash")),
        [{"id": 1, "no": 0, "hash": "0" * 64}],
    )


def drop_0001() -> None:
    """Drop every chassis table of the first shape."""
    for name in (
        "throttle",
        "idempotency",
        "audit_head",
        "audit",
        "job",
        "bus_cursor",
        "bus_applied",
        "inbox",
        "bus_lease",
        "bus_counter",
        "outbox",
    ):
        op.drop_table(name)


def add_0002() -> None:
    """Let the newest fact of a subject be found, and note how far old facts were let go."""
    op.create_index("ix_outbox_type_subject_position", "outbox", ["type", "subject", "position"])
    pruned = sa.Column("pruned", BigId, nullable=False, server_default="0")
    op.add_column("bus_counter", pruned)


def drop_0002() -> None:
    """Take both away."""
    op.drop_column("bus_counter", "pruned")
    op.drop_index("ix_outbox_type_subject_position", "outbox")


def create_people_seen() -> None:
    """Create the tables of a service that remembers who signed in."""
    op.create_table(
        "person_seen",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("login", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("partner", sa.String(64)),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_seen"),
    )
    op.create_table(
        "person_seen_role",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("scope_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(
            "person_id", "role", "scope", "scope_id", name="pk_person_seen_role"
        ),
    )
    op.create_index("ix_person_seen_role_place", "person_seen_role", ["scope", "scope_id", "role"])


def drop_people_seen() -> None:
    """Drop them."""
    for name in ("person_seen_role", "person_seen"):
        op.drop_table(name)


def create_role_reissue() -> None:
    """Create the table of roles that changed hands."""
    op.create_table(
        "role_reissue",
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("scope_id", sa.String(64), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("left_at", UtcDateTime),
        sa.PrimaryKeyConstraint("role", "scope", "scope_id", name="pk_role_reissue"),
    )
    op.create_index("ix_role_reissue_since", "role_reissue", ["since"])


def drop_role_reissue() -> None:
    """Drop it."""
    op.drop_table("role_reissue")


def create_mail() -> None:
    """Create the table of a service that sends mail."""
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("about", sa.Uuid),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("problem", sa.String(200)),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    op.create_index("ix_mail_state_next_at", "mail", ["state", "next_at"])
    op.create_index("ix_mail_about", "mail", ["about"])
    op.create_index("ix_mail_made_at", "mail", ["made_at"])


def drop_mail() -> None:
    """Drop it."""
    op.drop_table("mail")


def add_place_of_deeds() -> None:
    """Let the record say at which place something was done; rows without one stay as they are."""
    op.add_column("audit", sa.Column("place", sa.String(64)))
    op.create_index("ix_audit_place_no", "audit", ["place", "no"])


def drop_place_of_deeds() -> None:
    """Take it away."""
    op.drop_index("ix_audit_place_no", "audit")
    op.drop_column("audit", "place")


def _create_bus() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("tier", sa.String(10), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("position", BigId),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event_id", name="uq_outbox_event_id"),
        sa.UniqueConstraint("position", name="uq_outbox_position"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_unnumbered", "outbox", ["id"], postgresql_where=sa.text("position IS NULL")
    )
    op.create_index("ix_outbox_type_position", "outbox", ["type", "position"])
    op.create_index("ix_outbox_tier_position", "outbox", ["tier", "position"])
    op.create_table(
        "bus_counter",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("last", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bus_counter"),
    )
    op.create_table(
        "bus_lease",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("owner", sa.String(80)),
        sa.Column("epoch", BigId, nullable=False),
        sa.Column("until", UtcDateTime),
        sa.Column("cursor", BigId, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_bus_lease"),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(80), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("reason", sa.Text),
        sa.Column("stack", sa.Text),
        sa.Column("body", sa.LargeBinary),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_state_next_at", "inbox", ["state", "next_at"])
    op.create_index("ix_inbox_source_type", "inbox", ["source", "type"])
    op.create_table(
        "bus_applied",
        sa.Column("projection", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.PrimaryKeyConstraint("projection", "subject", name="pk_bus_applied"),
    )
    op.create_table(
        "bus_cursor",
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("moved_at", UtcDateTime),
        sa.PrimaryKeyConstraint("source", "type", name="pk_bus_cursor"),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("params", Json, nullable=False),
        sa.Column("cursor", Json, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("result", Json),
        sa.Column("problem", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made_by", sa.String(80)),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("started_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("owner", sa.String(80)),
        sa.Column("until", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_state_made_at", "job", ["state", "made_at"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("no", BigId, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("role", sa.String(40)),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_audit"),
    )
    op.create_index("ix_audit_subject_no", "audit", ["subject", "no"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("no", BigId, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )


def _create_request_tables() -> None:
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("secret", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_made_at", "idempotency", ["made_at"])
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )
