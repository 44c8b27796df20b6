"""Create the tables of partners and people."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0002"
down_revision = "0001"

_HELD = sa.text("state IN ('invited', 'active')")


def upgrade() -> None:
    """Create them."""
    _create_partner()
    _create_account()
    _create_membership()
    _create_invitation()
    _create_sign_in()
    _create_post()


def downgrade() -> None:
    """Drop them."""
    for name in (
        "post",
        "sign_in_session",
        "one_time_code",
        "invitation",
        "membership",
        "account",
        "partner",
    ):
        op.drop_table(name)


def _create_partner() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("langs", Json, nullable=False),
        sa.Column("tz", sa.String(60), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("certificate_prefix", sa.String(8), nullable=False),
        sa.Column("sticker_prefix", sa.String(8), nullable=False),
        sa.Column("public_url", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.UniqueConstraint("code", name="uq_partner_code"),
    )


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("totp_sealed", sa.LargeBinary),
        sa.Column("totp_steps", Json, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )


def _create_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("scope_type", sa.String(12), nullable=False),
        sa.Column("scope_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("valid_from", UtcDateTime),
        sa.Column("valid_until", UtcDateTime),
        sa.Column("granted_by", sa.Uuid),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name="fk_membership_user_id_account"),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_membership_partner_id_partner"
        ),
    )
    op.create_index(
        "uq_membership_held",
        "membership",
        ["user_id", "role", "scope_type", "scope_id"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.create_index("ix_membership_partner_id_id", "membership", ["partner_id", "id"])
    op.create_index(
        "ix_membership_scope_type_scope_id_role", "membership", ["scope_type", "scope_id", "role"]
    )
    op.create_index("ix_membership_valid_until", "membership", ["valid_until"])


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.Column("replaced_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("secret_hash", name="uq_invitation_secret_hash"),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name="fk_invitation_membership_id_membership"
        ),
    )
    op.create_index("ix_invitation_membership_id", "invitation", ["membership_id"])


def _create_sign_in() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_code"),
        sa.UniqueConstraint("user_id", "code_hash", name="uq_one_time_code_user_id_code_hash"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name="fk_one_time_code_user_id_account"
        ),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("is_strong", sa.Boolean, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("refreshed_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("form_hash", sa.String(64)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.UniqueConstraint("form_hash", name="uq_sign_in_session_form_hash"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name="fk_sign_in_session_user_id_account"
        ),
    )
    op.create_index("ix_sign_in_session_user_id", "sign_in_session", ["user_id"])


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_type", sa.String(12), nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("filled", sa.String(5), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint(
            "owner_type", "owner_id", "role", name="uq_post_owner_type_owner_id_role"
        ),
    )
