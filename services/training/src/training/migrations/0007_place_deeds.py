"""Let the record of deeds say at which school something was done."""

from chassis.schema import add_place_of_deeds, drop_place_of_deeds

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    add_place_of_deeds()


def downgrade() -> None:
    """Take it away."""
    drop_place_of_deeds()
