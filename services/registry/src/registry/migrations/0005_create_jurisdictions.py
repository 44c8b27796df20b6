"""Create the table of countries' profiles."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("hotline", Json),
        sa.Column("helpline", Json),
        sa.Column("emergency", sa.String(40)),
        sa.Column("police_unit", Json),
        sa.Column("social_service", Json),
        sa.Column("duties", Json, nullable=False),
        sa.Column("minority_age", sa.Integer, nullable=False),
        sa.Column("weekend", Json, nullable=False),
        sa.Column("holidays", Json, nullable=False),
        sa.Column("retention", Json, nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("note", sa.String(500)),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("written_by", sa.String(80)),
        sa.Column("published_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jurisdiction"),
        sa.UniqueConstraint("country", "version", name="uq_jurisdiction_country_version"),
    )
    op.create_index(
        "ix_jurisdiction_published",
        "jurisdiction",
        ["country"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
        sqlite_where=sa.text("state = 'published'"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("jurisdiction")
