"""The migrated table is the one the model declares, and a school can be kept in it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import new_id
from registry.base import Base
from registry.schools.model import School
from registry.schools.rules import search_texts


def _ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the index of words, which no model can say for both databases."""
    return name == "school" if kind == "table" else name != "ix_school_folded"


def _school(clock: StillClock, name: str) -> School:
    texts = search_texts(name, None, None)
    return School(
        id=new_id(),
        partner_id=new_id(),
        country="MD",
        name=name,
        folded=texts.folded,
        name_key=texts.name_key,
        match_key=texts.match_key,
        created_at=clock.now(),
        updated_at=clock.now(),
    )


def test_the_migrated_table_is_the_one_of_the_model(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        found = compare_metadata(context, Base.metadata)
    assert found == []


def test_a_school_is_kept_and_its_words_follow_every_change(
    database: Database, clock: StillClock
) -> None:
    with database.write() as session:
        school = _school(clock, "Școala Rîul Vechi")
        session.add(school)
    with database.write() as session:
        kept = session.get_one(School, school.id)
        assert (kept.row_version, kept.names, kept.state) == (1, {}, "listed")
        kept.folded = "liceul nou"
    with database.read() as session:
        assert session.get_one(School, school.id).row_version == 2
        if database.dialect == "sqlite":
            ask = text("SELECT rowid FROM school_search WHERE school_search MATCH :words")
            assert session.execute(ask, {"words": '"vechi"'}).all() == []
            assert session.execute(ask, {"words": '"liceul"'}).scalar_one() == kept.no


@pytest.mark.parametrize("name", ["A" * 300, "ﷺ" * 300, "İ" * 300])
def test_the_longest_names_fit_their_keys(database: Database, clock: StillClock, name: str) -> None:
    with database.write() as session:
        session.add(_school(clock, name))
