"""Keep which roles changed hands, so that older sign-ins are renewed."""

from chassis.schema import create_role_reissue, drop_role_reissue

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    create_role_reissue()


def downgrade() -> None:
    """Drop it."""
    drop_role_reissue()
