"""Create the tables of imports."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Json, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "school_import",
        *_upload(),
        *_progress(),
        sa.PrimaryKeyConstraint("id", name="pk_school_import"),
    )
    op.create_index("ix_school_import_newest", "school_import", ["partner_id", "made_at", "id"])
    op.create_table(
        "import_chunk",
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("import_id", "no", name="pk_import_chunk"),
        _of_import("import_chunk"),
    )
    _create_mappings()
    op.create_table(
        "import_row",
        *_outcome(),
        *_values(),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_import_row"),
        _of_import("import_row"),
    )
    op.create_index("ix_import_row_code", "import_row", ["import_id", "country", "code_key"])
    op.create_index("ix_import_row_match", "import_row", ["import_id", "country", "match_key"])
    op.create_index("ix_import_row_school", "import_row", ["import_id", "school_id"])


def downgrade() -> None:
    """Drop them."""
    for name in ("import_row", "import_mapping", "import_chunk", "school_import"):
        op.drop_table(name)


def _of_import(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["import_id"],
        ["school_import.id"],
        name=f"fk_{table}_import_id_school_import",
        ondelete="CASCADE",
    )


def _upload() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("any_country", sa.Boolean, nullable=False),
        sa.Column("chosen", Json, nullable=False),
        sa.Column("detected", Json, nullable=False),
        sa.Column("header", Json, nullable=False),
        sa.Column("sample", Json, nullable=False),
        sa.Column("mapping", Json, nullable=False),
        sa.Column("mapping_name", sa.String(80)),
        sa.Column("date_formats", Json, nullable=False),
    ]


def _progress() -> list[sa.Column[object]]:
    return [
        sa.Column("warnings", Json, nullable=False),
        sa.Column("problems", Json, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("whole_list", sa.Boolean, nullable=False),
        sa.Column("duplicates", Json, nullable=False),
        sa.Column("job_id", sa.Uuid),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("read_mark", sa.Uuid),
        sa.Column("applied_mark", sa.Uuid),
        sa.Column("confirmed_by", sa.String(80)),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("cleared_at", UtcDateTime),
        sa.Column("row_version", sa.Integer, nullable=False),
    ]


def _create_mappings() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("columns", Json, nullable=False),
        sa.Column("date_formats", Json, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_mapping"),
        sa.UniqueConstraint("partner_id", "name", name="uq_import_mapping_partner_id_name"),
    )
    op.create_index(
        "ix_import_mapping_fingerprint", "import_mapping", ["partner_id", "fingerprint"]
    )


def _outcome() -> list[sa.Column[object]]:
    return [
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("school_id", sa.Uuid),
        sa.Column("twin_id", sa.Uuid),
        sa.Column("twin_line", sa.Integer),
    ]


def _values() -> list[sa.Column[object]]:
    return [
        sa.Column("country", sa.String(2)),
        sa.Column("area", sa.String(200)),
        sa.Column("town", sa.String(200)),
        sa.Column("name", sa.String(300)),
        sa.Column("names", Json),
        sa.Column("official_code", sa.String(40)),
        sa.Column("code_key", sa.String(80)),
        sa.Column("kind", sa.String(20)),
        sa.Column("ownership", sa.String(20)),
        sa.Column("setting", sa.String(20)),
        sa.Column("size_band", sa.String(20)),
        sa.Column("langs", Json),
        sa.Column("operating", sa.String(20)),
        sa.Column("opened_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("successor_code", sa.String(40)),
        sa.Column("folded", sa.Text),
        sa.Column("name_key", sa.String(200)),
        sa.Column("match_key", sa.String(200)),
        sa.Column("changes", Json),
        sa.Column("problems", Json),
        sa.Column("cells", Json),
    ]
