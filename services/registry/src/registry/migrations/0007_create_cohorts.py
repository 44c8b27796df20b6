"""Create the tables of cohorts, enrolments, visits, the public register and overviews."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0007"
down_revision = "0006"

SORTABLE = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
LIVE = sa.text("stage <> 'withdrawn'")


def upgrade() -> None:
    """Create them."""
    _create_cohort()
    _create_enrolment()
    _create_stage_tables()
    _create_support_visit()
    _create_certified_place()
    _create_overviews()


def downgrade() -> None:
    """Drop them."""
    for name in (
        "report_channel",
        "school_coverage",
        "certified_place",
        "support_visit",
        "stage_fact",
        "stage_step",
        "enrolment",
        "cohort",
    ):
        op.drop_table(name)


def _create_cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("standard_version", sa.String(60), nullable=False),
        sa.Column("curriculum_version", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("target", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        _foreign("cohort", "partner_id", "partner"),
    )
    op.create_index("ix_cohort_partner_id_id", "cohort", ["partner_id", "id"])
    op.create_index("ix_cohort_partner_id_state_id", "cohort", ["partner_id", "state", "id"])


def _create_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("cohort_id", sa.Uuid, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("stage_on", sa.Date, nullable=False),
        sa.Column("coach_id", sa.Uuid),
        sa.Column("enrolled_on", sa.Date),
        sa.Column("baseline_on", sa.Date),
        sa.Column("withdrawn_reason", sa.String(20)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        _foreign("enrolment", "partner_id", "partner"),
        _foreign("enrolment", "school_id", "school"),
        _foreign("enrolment", "cohort_id", "cohort"),
        _foreign("enrolment", "coach_id", "account"),
    )
    op.create_index(
        "uq_enrolment_live",
        "enrolment",
        ["school_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    for columns in (
        ["partner_id", "id"],
        ["partner_id", "stage", "id"],
        ["cohort_id", "stage", "id"],
        ["school_id", "id"],
        ["coach_id", "id"],
    ):
        op.create_index(f"ix_enrolment_{'_'.join(columns)}", "enrolment", columns)


def _create_stage_tables() -> None:
    op.create_table(
        "stage_step",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("enrolment_id", sa.Uuid, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("why", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_stage_step"),
        _foreign("stage_step", "enrolment_id", "enrolment"),
    )
    op.create_index("ix_stage_step_enrolment_id_id", "stage_step", ["enrolment_id", "id"])
    op.create_table(
        "stage_fact",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(12)),
        sa.Column("outcome", sa.String(12)),
        sa.Column("on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_stage_fact"),
    )
    op.create_index("ix_stage_fact_school_id_kind", "stage_fact", ["school_id", "kind"])


def _create_support_visit() -> None:
    op.create_table(
        "support_visit",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("coach_id", sa.Uuid, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("hours", sa.Numeric(4, 2), nullable=False),
        sa.Column("modules", Json, nullable=False),
        sa.Column("notes", sa.String(2000), nullable=False),
        sa.Column("next_steps", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_support_visit"),
        _foreign("support_visit", "partner_id", "partner"),
        _foreign("support_visit", "school_id", "school"),
        _foreign("support_visit", "coach_id", "account"),
    )
    for columns in (
        ["school_id", "id"],
        ["school_id", "on"],
        ["coach_id", "id"],
        ["partner_id", "id"],
        ["partner_id", "on"],
    ):
        op.create_index(f"ix_support_visit_{'_'.join(columns)}", "support_visit", columns)


def _create_certified_place() -> None:
    op.create_table(
        "certified_place",
        sa.Column("key", SORTABLE, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(40)),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("town", sa.String(300)),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("level", sa.String(10)),
        sa.Column("module_levels", Json, nullable=False),
        sa.Column("standard_version", sa.String(60), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason_code", sa.String(64)),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("name_key", SORTABLE, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_certified_place"),
    )
    op.create_index("ix_certified_place_name_key_key", "certified_place", ["name_key", "key"])
    op.create_index(
        "ix_certified_place_school_id_valid_from", "certified_place", ["school_id", "valid_from"]
    )
    op.create_index("ix_certified_place_valid_to", "certified_place", ["valid_to"])


def _create_overviews() -> None:
    op.create_table(
        "school_coverage",
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("module", sa.String(8), nullable=False),
        sa.Column("pct_band", sa.String(8), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("school_id", "module", name="pk_school_coverage"),
    )
    op.create_table(
        "report_channel",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_kind", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("last_drill_on", sa.Date),
        sa.Column("drill_in_time", sa.Boolean),
        sa.PrimaryKeyConstraint("id", name="pk_report_channel"),
    )
    op.create_index("ix_report_channel_owner_id", "report_channel", ["owner_id"])


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
