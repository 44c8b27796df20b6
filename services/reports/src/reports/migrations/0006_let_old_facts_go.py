"""Let the newest fact of a subject be found, and note how far old facts were let go."""

from chassis.schema import add_0002, drop_0002

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add an index of the log, and a column of its counter."""
    add_0002()


def downgrade() -> None:
    """Drop both."""
    drop_0002()
