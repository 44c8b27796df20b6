"""Create the tables of assessors, assessments, decisions and certificates."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0005"
down_revision = "0004"

_ASSESSOR_ACCREDITATION_HELD = sa.text("state <> 'lapsed'")
_ASSESSMENT_LIVE = sa.text("state NOT IN ('returned', 'withdrawn', 'awarded', 'not_yet')")
_ASSIGNMENT_LEAD = sa.text("state <> 'refused' AND is_lead")
_ASSIGNMENT_STANDING = sa.text("state <> 'refused'")
_CERTIFICATE_STANDING = sa.text("state IN ('active', 'due', 'grace', 'suspended')")


def upgrade() -> None:
    """Create them."""
    _create_assessor_accreditation()
    _create_assessment()
    _create_assignment()
    _create_interview()
    _create_finding()
    _create_decision()
    _create_decision_signature()
    _create_number_count()
    _create_certificate()
    _create_certificate_change()


def downgrade() -> None:
    """Drop them."""
    for name in (
        "certificate_change",
        "certificate",
        "number_count",
        "decision_signature",
        "decision",
        "finding",
        "interview",
        "assignment",
        "assessment",
        "assessor_accreditation",
    ):
        op.drop_table(name)


def _create_assessor_accreditation() -> None:
    op.create_table(
        "assessor_accreditation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("langs", Json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("accredited_by", sa.Uuid, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessor_accreditation"),
    )
    op.create_index(
        "ix_assessor_accreditation_held",
        "assessor_accreditation",
        ["user_id"],
        unique=True,
        postgresql_where=_ASSESSOR_ACCREDITATION_HELD,
        sqlite_where=_ASSESSOR_ACCREDITATION_HELD,
    )
    op.create_index(
        "ix_assessor_accreditation_partner_id", "assessor_accreditation", ["partner", "id"]
    )


def _create_assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("review_id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("standard_version", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        sa.Column("submitted_by", sa.Uuid, nullable=False),
        sa.Column("visit_on", sa.Date),
        sa.Column("agenda", Json, nullable=False),
        sa.Column("returned_for", Json, nullable=False),
        sa.Column("has_accepted", sa.Boolean),
        sa.Column("comment", sa.Text),
        sa.Column("deadline_on", sa.Date),
        sa.Column("outcome", sa.String(12)),
        sa.Column("level", sa.String(8)),
        sa.Column("decided_on", sa.Date),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name="fk_assessment_review_id_review"
        ),
    )
    op.create_index(
        "ix_assessment_live",
        "assessment",
        ["review_id"],
        unique=True,
        postgresql_where=_ASSESSMENT_LIVE,
        sqlite_where=_ASSESSMENT_LIVE,
    )
    op.create_index("ix_assessment_partner_id", "assessment", ["partner", "id"])
    op.create_index("ix_assessment_school_id_id", "assessment", ["school_id", "id"])
    op.create_index("ix_assessment_state_deadline_on", "assessment", ["state", "deadline_on"])


def _create_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("accreditation_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("is_lead", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("conflict", sa.String(8)),
        sa.Column("offered_by", sa.Uuid, nullable=False),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["assessor_accreditation.id"],
            name="fk_assignment_accreditation_id_assessor_accreditation",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assignment_assessment_id_assessment"
        ),
    )
    op.create_index(
        "ix_assignment_lead",
        "assignment",
        ["assessment_id"],
        unique=True,
        postgresql_where=_ASSIGNMENT_LEAD,
        sqlite_where=_ASSIGNMENT_LEAD,
    )
    op.create_index(
        "ix_assignment_standing",
        "assignment",
        ["assessment_id", "user_id"],
        unique=True,
        postgresql_where=_ASSIGNMENT_STANDING,
        sqlite_where=_ASSIGNMENT_STANDING,
    )
    op.create_index("ix_assignment_user_id_id", "assignment", ["user_id", "id"])


def _create_interview() -> None:
    op.create_table(
        "interview",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("group_name", sa.String(12), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_interview_assessment_id_assessment"
        ),
    )
    op.create_index("ix_interview_assessment_id_id", "interview", ["assessment_id", "id"])


def _create_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("criterion", sa.String(20), nullable=False),
        sa.Column("self_level", sa.Integer),
        sa.Column("found_level", sa.Integer),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "criterion", name="pk_finding"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_finding_assessment_id_assessment"
        ),
    )


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("level", sa.String(8)),
        sa.Column("module_levels", Json, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("certificate", sa.String(30)),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_decision_assessment_id_assessment"
        ),
    )
    op.create_index("ix_decision_assessment_id_id", "decision", ["assessment_id", "id"])


def _create_decision_signature() -> None:
    op.create_table(
        "decision_signature",
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("signed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "by", name="pk_decision_signature"),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name="fk_decision_signature_assessment_id_assessment",
        ),
    )


def _create_number_count() -> None:
    op.create_table(
        "number_count",
        sa.Column("prefix", sa.String(6), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("prefix", "country", "year", name="pk_number_count"),
    )


def _create_certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("school_id", sa.Uuid, nullable=False),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("town", sa.String(300)),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("module_levels", Json, nullable=False),
        sa.Column("standard_version", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason_code", sa.String(24)),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("state_on", sa.Date, nullable=False),
        sa.Column("decide_by", sa.Date),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_certificate"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_certificate_assessment_id_assessment"
        ),
        sa.UniqueConstraint("assessment_id", name="uq_certificate_assessment_id"),
    )
    op.create_index("ix_certificate_partner_number", "certificate", ["partner", "number"])
    op.create_index("ix_certificate_school_id_number", "certificate", ["school_id", "number"])
    op.create_index(
        "ix_certificate_standing",
        "certificate",
        ["school_id"],
        unique=True,
        postgresql_where=_CERTIFICATE_STANDING,
        sqlite_where=_CERTIFICATE_STANDING,
    )
    op.create_index("ix_certificate_state_valid_to", "certificate", ["state", "valid_to"])


def _create_certificate_change() -> None:
    op.create_table(
        "certificate_change",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason_code", sa.String(24)),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_change"),
        sa.ForeignKeyConstraint(
            ["number"], ["certificate.number"], name="fk_certificate_change_number_certificate"
        ),
    )
    op.create_index("ix_certificate_change_number_id", "certificate_change", ["number", "id"])
