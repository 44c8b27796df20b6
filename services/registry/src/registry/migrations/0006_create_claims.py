"""Create the table of claims: who says that a school is theirs."""

import sqlalchemy as sa
from alembic import op

from chassis.db import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "school_claim",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("official_code", sa.String(40)),
        sa.Column("code_key", sa.String(80)),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("town", sa.String(120)),
        sa.Column("contact", sa.String(200)),
        sa.Column("claimant_id", sa.Uuid),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proof", sa.String(20)),
        sa.Column("why", sa.String(300)),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school_claim"),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_school_claim_partner_id_partner"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name="fk_school_claim_school_id_school"
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'refused')", name="ck_school_claim_state"
        ),
    )
    op.create_index("ix_school_claim_by_state", "school_claim", ["partner_id", "state", "id"])
    op.create_index(
        "ix_school_claim_partner_id_created_at", "school_claim", ["partner_id", "created_at"]
    )
    op.create_index("ix_school_claim_code_key_country", "school_claim", ["code_key", "country"])
    op.create_index("ix_school_claim_school_id", "school_claim", ["school_id"])
    op.create_index("ix_school_claim_decided_at", "school_claim", ["decided_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("school_claim")
