"""Create the table of people as an issuer outside knows them."""

import sqlalchemy as sa
from alembic import op

from chassis.db import UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name="fk_identity_user_id_account"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer_subject"),
        sa.UniqueConstraint("user_id", "issuer", name="uq_identity_user_id_issuer"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("identity")
