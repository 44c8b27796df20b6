"""Create the table of schools and the index its names are searched by."""

import sqlalchemy as sa
from alembic import op

from chassis.db import BigId, Json, UtcDateTime

revision = "0003"
down_revision = "0002"

_LIVE = sa.text("code_key IS NOT NULL AND state NOT IN ('closed', 'merged')")
_UNUSUAL = sa.text("operating <> 'open'")
_STATES = "('listed', 'applied', 'verified', 'active', 'dormant', 'closed', 'merged')"
_OPERATING = "('open', 'proposed_to_close', 'closed', 'proposed_to_open')"


def upgrade() -> None:
    """Create them."""
    op.create_table("school", *_identity(), *_facts(), *_states(), *_search(), *_constraints())
    op.create_index(
        "ix_school_live_code",
        "school",
        ["code_key", "country"],
        unique=True,
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    )
    for name, columns in (
        ("by_name", ["partner_id"]),
        ("by_state", ["partner_id", "state"]),
        ("by_country", ["partner_id", "country"]),
        ("by_area", ["partner_id", "area"]),
    ):
        op.create_index(f"ix_school_{name}", "school", [*columns, "name_key", "id"])
    op.create_index(
        "ix_school_by_operating",
        "school",
        ["partner_id", "operating", "name_key", "id"],
        postgresql_where=_UNUSUAL,
        sqlite_where=_UNUSUAL,
    )
    op.create_index("ix_school_twins", "school", ["country", "match_key"])
    if op.get_bind().dialect.name == "postgresql":
        _index_words_postgresql()
    else:
        _index_words_sqlite()


def downgrade() -> None:
    """Drop them; the extension stays, since others may use it."""
    op.drop_table("school")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE school_search")


def _identity() -> list[sa.Column[object]]:
    return [
        sa.Column("no", BigId, autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner_id", sa.Uuid, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("area", sa.String(80)),
        sa.Column("town", sa.String(120)),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("official_code", sa.String(40)),
        sa.Column("code_key", sa.String(80)),
    ]


def _facts() -> list[sa.Column[object]]:
    return [
        sa.Column("kind", sa.String(20)),
        sa.Column("ownership", sa.String(20)),
        sa.Column("setting", sa.String(20)),
        sa.Column("size_band", sa.String(20)),
        sa.Column("boarding", sa.Boolean),
        sa.Column("langs", Json, nullable=False),
        sa.Column("tz", sa.String(60)),
        sa.Column("public_listing", sa.Boolean, nullable=False),
    ]


def _states() -> list[sa.Column[object]]:
    return [
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("operating", sa.String(20), nullable=False),
        sa.Column("opened_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("successor_id", sa.Uuid),
        sa.Column("successor_code", sa.String(40)),
    ]


def _search() -> list[sa.Column[object]]:
    sortable = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    return [
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("name_key", sortable, nullable=False),
        sa.Column("match_key", sa.String(200), nullable=False),
        sa.Column("last_import_id", sa.Uuid),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    ]


def _constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("no", name="pk_school"),
        sa.UniqueConstraint("id", name="uq_school_id"),
        sa.CheckConstraint(f"state IN {_STATES}", name="ck_school_state"),
        sa.CheckConstraint(f"operating IN {_OPERATING}", name="ck_school_operating"),
    ]


def _index_words_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_index(
        "ix_school_folded",
        "school",
        ["folded"],
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )


def _index_words_sqlite() -> None:
    """Keep the words in an FTS5 table over `school`, by triggers (sqlite.org/fts5.html 4.4.3)."""
    op.execute(
        "CREATE VIRTUAL TABLE school_search USING fts5("
        "folded, content='school', content_rowid='no', tokenize='trigram case_sensitive 1')"
    )
    add = "INSERT INTO school_search(rowid, folded) VALUES (new.no, new.folded);"
    drop = (
        "INSERT INTO school_search(school_search, rowid, folded) "
        "VALUES ('delete', old.no, old.folded);"
    )
    op.execute(f"CREATE TRIGGER school_words_in AFTER INSERT ON school BEGIN {add} END")
    op.execute(f"CREATE TRIGGER school_words_out AFTER DELETE ON school BEGIN {drop} END")
    op.execute(
        "CREATE TRIGGER school_words_change AFTER UPDATE OF folded ON school "
        f"WHEN old.folded IS NOT new.folded BEGIN {drop} {add} END"
    )
