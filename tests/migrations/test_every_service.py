"""Each service's steps lead to the tables of its models, and back, on both databases."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, inspect

from chassis import migrate
from tests.architecture.sources import ROOT, SERVICES

OWN_WAY = ("school_search", "ix_school_folded")
"""The index of words, which each database does its own way and no model can say."""


def models_of(service: str) -> MetaData:
    """Return the metadata of a service, with every model of its features in it."""
    source = ROOT / f"services/{service}/src"
    for path in sorted(Path(source).glob(f"{service}/*/model.py")):
        import_module(".".join(path.relative_to(source).with_suffix("").parts))
    metadata: MetaData = import_module(f"{service}.base").Base.metadata
    return metadata


def shape(connection: Connection) -> dict[str, Any]:
    """Return what can be seen of the tables: columns, keys, indexes."""
    seen = inspect(connection)
    return {
        table: (
            [
                (each["name"], str(each["type"]), each["nullable"])
                for each in seen.get_columns(table)
            ],
            sorted(str(each["name"]) for each in seen.get_indexes(table)),
            sorted(str(each["name"]) for each in seen.get_unique_constraints(table)),
            sorted(str(each["name"]) for each in seen.get_foreign_keys(table)),
        )
        for table in sorted(seen.get_table_names())
        if table != "alembic_version"
    }


def seen(url: str, look: Callable[[Connection], Any]) -> Any:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return look(connection)
    finally:
        engine.dispose()


@pytest.mark.parametrize("service", SERVICES)
def test_the_newest_step_has_the_tables_of_the_models(
    migrated_url: Callable[[str], str], service: str
) -> None:
    models = models_of(service)
    found = seen(
        migrated_url(service),
        lambda connection: compare_metadata(MigrationContext.configure(connection), models),
    )
    assert not [each for each in found if not any(name in str(each) for name in OWN_WAY)]


@pytest.mark.parametrize("service", SERVICES)
def test_all_steps_can_be_undone_and_done_again(database_url: str, service: str) -> None:
    migrate.upgrade(service, database_url)
    first = seen(database_url, shape)
    migrate.downgrade(service, database_url)
    assert seen(database_url, shape) == {}
    migrate.upgrade(service, database_url)
    assert seen(database_url, shape) == first
