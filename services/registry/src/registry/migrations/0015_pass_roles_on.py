"""Let an invitation say whose role it takes over."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("replaces_id", sa.Uuid))
        table.create_foreign_key(
            "fk_invitation_replaces_id_membership", "membership", ["replaces_id"], ["id"]
        )


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("invitation") as table:
        table.drop_constraint("fk_invitation_replaces_id_membership", type_="foreignkey")
        table.drop_column("replaces_id")
