"""Let a school be found by its town and its name without reading all of them."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_LONGEST = 600
_MANY = 1000


def upgrade() -> None:
    """Add the folded words, fill them for the schools that are known, and index them."""
    words = sa.String(_LONGEST).with_variant(sa.String(_LONGEST, collation="C"), "postgresql")
    op.add_column("school", sa.Column("folded", words, nullable=False, server_default=""))
    _fill()
    op.create_index(
        "ix_school_listed",
        "school",
        ["folded", "id"],
        sqlite_where=sa.text("public_listing = 1"),
        postgresql_where=sa.text("public_listing"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_school_listed", "school")
    op.drop_column("school", "folded")


def _fill() -> None:
    school = sa.table(
        "school",
        sa.column("id", sa.Uuid),
        sa.column("town", sa.String),
        sa.column("name", sa.String),
        sa.column("folded", sa.String),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(school.c.id, school.c.town, school.c.name)).all()
    put = sa.update(school).where(school.c.id == sa.bindparam("key"))
    put = put.values(folded=sa.bindparam("words"))
    for begin in range(0, len(rows), _MANY):
        connection.execute(
            put,
            [
                {"key": key, "words": _fold(f"{town or ''} {name}")}
                for key, town, name in rows[begin : begin + _MANY]
            ],
        )


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.split())[:_LONGEST]
