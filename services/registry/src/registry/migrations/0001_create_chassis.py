"""Create the tables every service has."""

from chassis.schema import create_0001, drop_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis' tables."""
    create_0001()


def downgrade() -> None:
    """Drop them."""
    drop_0001()
