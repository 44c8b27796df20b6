"""Create the tables of learners, head counts, enrolments, attempts and trainers."""

import sqlalchemy as sa
from alembic import op

from chassis.db import BigId, Json, UtcDateTime

revision = "0004"
down_revision = "0003"

_OPEN = "state IN ('assigned', 'in_progress', 'locked')"


def upgrade() -> None:
    """Create them."""
    _create_learner()
    _create_headcount()
    _create_enrolment()
    _create_attempt()
    _create_trainer_accreditation()
    _create_told()


def downgrade() -> None:
    """Drop them."""
    for name in (
        "told", "trainer_accreditation", "attempt", "enrolment", "headcount", "learner",
    ):  # fmt: skip
        op.drop_table(name)


def _create_learner() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("place_id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("staff_group", sa.String(12)),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column("card_number", sa.String(14), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learner"),
        sa.UniqueConstraint("user_id", name="uq_learner_user_id"),
        sa.UniqueConstraint("card_number", name="uq_learner_card_number"),
    )
    op.create_index("ix_learner_place_place_id_id", "learner", ["place", "place_id", "id"])


def _create_headcount() -> None:
    op.create_table(
        "headcount",
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("term", sa.String(20), nullable=False),
        sa.Column("declared_on", sa.Date, nullable=False),
        sa.Column("leadership", sa.Integer, nullable=False),
        sa.Column("teaching", sa.Integer, nullable=False),
        sa.Column("support", sa.Integer, nullable=False),
        sa.Column("governing", sa.Integer, nullable=False),
        sa.Column("declared_by", sa.String(80), nullable=False),
        sa.Column("is_age_told", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("school_id", name="pk_headcount"),
    )
    op.create_index(
        "ix_headcount_is_age_told_declared_on", "headcount", ["is_age_told", "declared_on"]
    )


def _create_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("learner_id", sa.Uuid, nullable=False),
        sa.Column("module", sa.String(4), nullable=False),
        sa.Column("curriculum_version", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts_allowed", sa.Integer, nullable=False),
        sa.Column("attempts_made", sa.Integer, nullable=False),
        sa.Column("locked_at", UtcDateTime),
        sa.Column("passed_on", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("given_by_id", sa.Uuid),
        sa.Column("assigned_by", sa.String(80), nullable=False),
        sa.Column("is_end_told", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_enrolment_learner_id_learner"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["enrolment.id"], name="fk_enrolment_given_by_id_enrolment"
        ),
    )
    op.create_index("ix_enrolment_learner_id_id", "enrolment", ["learner_id", "id"])
    op.create_index(
        "ix_enrolment_open",
        "enrolment",
        ["learner_id", "module"],
        unique=True,
        postgresql_where=sa.text(_OPEN),
        sqlite_where=sa.text(_OPEN),
    )
    op.create_index("ix_enrolment_state_id", "enrolment", ["state", "id"])
    op.create_index(
        "ix_enrolment_is_end_told_valid_until", "enrolment", ["is_end_told", "valid_until"]
    )


def _create_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("enrolment_id", sa.Uuid, nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("curriculum_version", sa.String(40), nullable=False),
        sa.Column("draw", Json, nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("critical_ok", sa.Boolean),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name="fk_attempt_enrolment_id_enrolment"
        ),
        sa.UniqueConstraint("enrolment_id", "no", name="uq_attempt_enrolment_id_no"),
    )
    op.create_index(
        "ix_attempt_open",
        "attempt",
        ["enrolment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )


def _create_trainer_accreditation() -> None:
    op.create_table(
        "trainer_accreditation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("modules", Json, nullable=False),
        sa.Column("basis", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("accredited_by", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trainer_accreditation"),
    )
    op.create_index(
        "ix_trainer_accreditation_held",
        "trainer_accreditation",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'accredited'"),
        sqlite_where=sa.text("state = 'accredited'"),
    )
    op.create_index(
        "ix_trainer_accreditation_partner_id", "trainer_accreditation", ["partner", "id"]
    )


def _create_told() -> None:
    op.create_table(
        "told",
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.PrimaryKeyConstraint("type", "subject", name="pk_told"),
    )
