"""Let every list of assessments find who was asked by an index."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_assignment_assessment_id_id", "assignment", ["assessment_id", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_assignment_assessment_id_id", "assignment")
