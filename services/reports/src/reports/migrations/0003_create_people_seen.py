"""Create the tables of people who signed in here."""

from chassis.schema import create_people_seen, drop_people_seen

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create them."""
    create_people_seen()


def downgrade() -> None:
    """Drop them."""
    drop_people_seen()
