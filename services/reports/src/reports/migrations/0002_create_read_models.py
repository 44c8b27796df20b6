"""Create the read models of what registry tells."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create them."""
    _create_partner()
    _create_school()
    _create_post()
    _create_jurisdiction()


def downgrade() -> None:
    """Drop them."""
    for name in ("jurisdiction", "post", "school", "partner"):
        op.drop_table(name)


def _create_partner() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("langs", Json, nullable=False),
        sa.Column("tz", sa.String(64), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
    )


def _create_school() -> None:
    op.create_table(
        "school",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("area", sa.String(300)),
        sa.Column("town", sa.String(300)),
        sa.Column("kind", sa.String(20)),
        sa.Column("size_band", sa.String(12)),
        sa.Column("langs", Json, nullable=False),
        sa.Column("tz", sa.String(64), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("public_listing", sa.Boolean, nullable=False),
        sa.Column("successor_id", sa.Uuid),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school"),
    )


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("owner_kind", sa.String(12), nullable=False),
        sa.Column("filled", sa.String(6), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "role", name="pk_post"),
    )


def _create_jurisdiction() -> None:
    op.create_table(
        "jurisdiction",
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reviewed_on", sa.Date, nullable=False),
        sa.Column("hotline", Json, nullable=False),
        sa.Column("helpline", Json, nullable=False),
        sa.Column("helpline_is_free", sa.Boolean),
        sa.Column("emergency", sa.String(40), nullable=False),
        sa.Column("police_unit", Json),
        sa.Column("social_service", Json),
        sa.Column("duties", Json, nullable=False),
        sa.Column("minority_age", sa.Integer, nullable=False),
        sa.Column("weekend", Json, nullable=False),
        sa.Column("holidays", Json, nullable=False),
        sa.Column("retention", Json, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("country", name="pk_jurisdiction"),
    )
