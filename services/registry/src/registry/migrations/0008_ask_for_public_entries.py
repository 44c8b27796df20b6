"""Keep whether a school may be listed in public as one that has committed itself."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; who was never asked is not listed, and certificates were agreed to."""
    agreed = sa.Column("public_entry", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("certified_place", agreed)
    op.execute("UPDATE certified_place SET public_entry = (number IS NOT NULL)")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("certified_place", "public_entry")
