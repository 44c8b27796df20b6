"""Create the table of programs that read events."""

import sqlalchemy as sa
from alembic import op

from chassis.db import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("tier", sa.String(10), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_by", sa.Uuid, nullable=False),
        sa.Column("used_on", sa.Date),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_client_partner_id_partner"
        ),
    )
    op.create_index("ix_client_partner_id_id", "client", ["partner_id", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("client")
