"""Create the queue of mail, links for a new password, and what is known of a sign-in's device."""

import sqlalchemy as sa
from alembic import op

from chassis.db import UtcDateTime
from chassis.schema import create_mail, drop_mail

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create them; of sign-ins before this, no device is known."""
    create_mail()
    op.create_table(
        "reset_link",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("renews_codes", sa.Boolean, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.Column("replaced_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reset_link"),
        sa.UniqueConstraint("secret_hash", name="uq_reset_link_secret_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name="fk_reset_link_user_id_account"),
    )
    op.create_index("ix_reset_link_user_id", "reset_link", ["user_id"])
    op.add_column("sign_in_session", sa.Column("device", sa.String(60)))
    op.add_column("sign_in_session", sa.Column("shown_at", UtcDateTime))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("sign_in_session", "shown_at")
    op.drop_column("sign_in_session", "device")
    op.drop_table("reset_link")
    drop_mail()
