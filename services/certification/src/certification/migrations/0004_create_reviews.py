"""Create the tables of self-reviews, plans and commitments, and of what others tell of a school."""

import sqlalchemy as sa
from alembic import op

from chassis.db import UtcDateTime

revision = "0004"
down_revision = "0003"

_OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    """Create them."""
    _create_enrolment()
    _create_training()
    _create_channel()
    _create_commitment()
    _create_review()
    _create_rating()
    _create_plan_action()


def downgrade() -> None:
    """Drop them."""
    for name in (
        "plan_action", "rating", "review", "commitment", "channel", "illegal_material",
        "key_people", "coverage", "enrolment",
    ):  # fmt: skip
        op.drop_table(name)


def _create_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("cohort_id", sa.Uuid, nullable=False),
        sa.Column("standard_version", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
    )
    op.create_index("ix_enrolment_school_id_id", "enrolment", ["school_id", "id"])


def _create_training() -> None:
    op.create_table(
        "coverage",
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("module", sa.String(4), nullable=False),
        sa.Column("staff_group", sa.String(12), nullable=False),
        sa.Column("pct_band", sa.String(8), nullable=False),
        sa.Column("counted_on", sa.Date, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("school_id", "module", "staff_group", name="pk_coverage"),
    )
    op.create_table(
        "key_people",
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("owner_kind", sa.String(12), nullable=False),
        sa.Column("trained", sa.String(6), nullable=False),
        sa.Column("all_modules", sa.Boolean, nullable=False),
        sa.Column("m3", sa.Boolean, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "role", name="pk_key_people"),
    )
    op.create_table(
        "illegal_material",
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("pct_band", sa.String(8), nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("school_id", name="pk_illegal_material"),
    )


def _create_channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("owner_kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("last_drill_on", sa.Date),
        sa.Column("drill_in_time", sa.Boolean),
        sa.Column("drills_in_time_365", sa.String(6), nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
    )
    op.create_index("ix_channel_owner_id_id", "channel", ["owner_id", "id"])


def _create_commitment() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("statement", sa.String(40), nullable=False),
        sa.Column("public_entry", sa.Boolean, nullable=False),
        sa.Column("signed_by", sa.Uuid, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
        sa.UniqueConstraint("school_id", "statement", name="uq_commitment_school_id_statement"),
    )


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("standard_version", sa.String(40), nullable=False),
        sa.Column("target", sa.String(8), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("baselined_on", sa.Date),
        sa.Column("plan_adopted_on", sa.Date),
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("school_id", "round", name="uq_review_school_id_round"),
    )
    op.create_index(
        "ix_review_open",
        "review",
        ["school_id"],
        unique=True,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.create_index("ix_review_school_id_id", "review", ["school_id", "id"])


def _create_rating() -> None:
    op.create_table(
        "rating",
        sa.Column("review_id", sa.Uuid, nullable=False),
        sa.Column("criterion", sa.String(20), nullable=False),
        sa.Column("level", sa.Integer),
        sa.Column("commentary", sa.Text, nullable=False),
        sa.Column("is_na", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("review_id", "criterion", name="pk_rating"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_rating_review_id_review"),
    )


def _create_plan_action() -> None:
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("review_id", sa.Uuid, nullable=False),
        sa.Column("criterion", sa.String(20), nullable=False),
        sa.Column("from_level", sa.Integer, nullable=False),
        sa.Column("to_level", sa.Integer, nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("owner_role", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("effort", sa.String(1), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(500)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_action"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name="fk_plan_action_review_id_review"
        ),
    )
    op.create_index(
        "ix_plan_action_review_id_due_on_id", "plan_action", ["review_id", "due_on", "id"]
    )
