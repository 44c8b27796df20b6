"""Create ways to report, reports and their threads."""

import sqlalchemy as sa
from alembic import op

from chassis.db import BigId, Json, UtcDateTime

revision = "0004"
down_revision = "0003"

_OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    """Create them."""
    _create_channel()
    _create_report()
    _create_first_answer()
    _create_message()
    _create_visit()


def downgrade() -> None:
    """Drop them."""
    for name in ("visit", "message", "first_answer", "report", "channel"):
        op.drop_table(name)


def _create_channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("slug", sa.String(32), nullable=False),
        sa.Column("owner_kind", sa.String(12), nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("langs", Json, nullable=False),
        sa.Column("hours", Json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("slug", name="uq_channel_slug"),
    )
    op.create_index(
        "uq_channel_open_owner",
        "channel",
        ["owner_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_channel_partner_id", "channel", ["partner", "id"])
    op.create_index("ix_channel_owner_id", "channel", ["owner_id"])


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column("seq", BigId, autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("channel_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("reporter_public", sa.LargeBinary(32), nullable=False),
        sa.Column("reporter_private", sa.LargeBinary, nullable=False),
        sa.Column("thread_key", sa.LargeBinary, nullable=False),
        sa.Column("content_key", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_report"),
        sa.UniqueConstraint("id", name="uq_report_id"),
        sa.UniqueConstraint("lookup", name="uq_report_lookup"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_report_channel_id_channel"
        ),
    )
    op.create_index("ix_report_channel_id_seq", "report", ["channel_id", "seq"])


def _create_first_answer() -> None:
    op.create_table(
        "first_answer",
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("answer_mark", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("answer_until", UtcDateTime),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_first_answer"),
    )
    op.create_index("ix_first_answer_until", "first_answer", ["until"])
    op.create_index("ix_first_answer_answer_until", "first_answer", ["answer_until"])


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("seq", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("mark", sa.LargeBinary(32)),
        sa.PrimaryKeyConstraint("seq", name="pk_message"),
        sa.UniqueConstraint("report_id", "number", name="uq_message_report_id_number"),
        sa.UniqueConstraint("mark", name="uq_message_mark"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_message_report_id_report"),
    )


def _create_visit() -> None:
    op.create_table(
        "visit",
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("reporter_key", sa.LargeBinary, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_visit"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_visit_report_id_report"),
    )
    op.create_index("ix_visit_until", "visit", ["until"])
