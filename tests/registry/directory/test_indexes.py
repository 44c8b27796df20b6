"""Every question to the list is answered by an index, in the same few statements at any size."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from chassis.db import Database
from registry.directory import queries
from registry.directory.queries import Wanted
from tests.registry.conftest import PARTNER_ID
from tests.registry.schools import crowd

MANY = 20_000


class Watch:
    """The statements a piece of work sends, each with the plan its database makes for it."""

    def __init__(self, database: Database) -> None:
        self.sqlite = database.dialect == "sqlite"
        self.statements: list[str] = []
        self.plan: list[str] = []
        self._busy = False

    def hear(self, cursor: Any, statement: str, parameters: Any) -> None:
        """Take note of a statement, and ask for its plan."""
        if self._busy or not statement.startswith(("SELECT", "WITH")):
            return
        self._busy = True
        self.statements.append(statement)
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if self.sqlite else "EXPLAIN ") + statement, parameters
        )
        self.plan += [str(row[-1]) for row in cursor.fetchall()]
        self._busy = False


@contextmanager
def watched(database: Database) -> Iterator[Watch]:
    """Watch what is read from a database meanwhile."""
    watch = Watch(database)

    def hear(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        with_plan = connection.connection.cursor()
        watch.hear(with_plan, statement, parameters)
        with_plan.close()

    with database.read() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield watch
    finally:
        event.remove(engine, "before_cursor_execute", hear)


LISTS: list[tuple[dict[str, str], str]] = [
    ({}, "ix_school_by_name"),
    ({"state": "verified"}, "ix_school_by_state"),
    ({"area": "Area 3"}, "ix_school_by_area"),
    ({"operating": "proposed_to_close"}, "ix_school_by_operating"),
    ({"state": "verified", "area": "Area 3"}, "ix_school_by_state"),
    ({"q": "zz"}, "ix_school_by_name"),
]
SEARCHES = ["lyceum oak 99", "zzzzqq", "กุหลาบ 4321", "0000010"]


@pytest.fixture
def full(database: Database) -> Database:
    crowd.fill(database, PARTNER_ID, 2000)
    crowd.multiply(database, MANY // 2000 - 1)
    return database


def test_no_question_reads_the_whole_table(full: Database) -> None:
    for narrowed, index in LISTS:
        with watched(full) as watch, full.read() as session:
            queries.page(session, Wanted(partner_id=PARTNER_ID, **narrowed), 50)
        assert any(index in line for line in watch.plan), (narrowed, watch.plan)
        assert_no_scan(watch)
    for words in SEARCHES:
        with watched(full) as watch, full.read() as session:
            queries.page(session, Wanted(partner_id=PARTNER_ID, q=words), 50)
        words_index = "VIRTUAL TABLE INDEX" if watch.sqlite else "ix_school_folded"
        assert any(words_index in line for line in watch.plan), (words, watch.plan)
        assert_no_scan(watch)
    _counts_and_choices(full)


def _counts_and_choices(full: Database) -> None:
    with watched(full) as watch, full.read() as session:
        found = queries.counts(session, PARTNER_ID)
        assert found == {"listed": queries.MOST_COUNTED + 1, "verified": 40}
        assert len(watch.statements) == 1
        assert len(queries.areas(session, PARTNER_ID)) == 30
        assert len(watch.statements) == 2


def assert_no_scan(watch: Watch) -> None:
    scan = "SCAN school" if watch.sqlite else "Seq Scan on school"
    bad = [line for line in watch.plan if scan in line and "school_search" not in line]
    assert not bad, watch.plan


@pytest.mark.parametrize(
    ("narrowed", "most"),
    [({}, 1), ({"state": "listed"}, 1), ({"state": "listed", "area": "Area 3"}, 3),
     ({"q": "school"}, 3), ({"q": "sc"}, 3), ({"q": "school", "state": "listed"}, 5)],
)  # fmt: skip
def test_the_number_of_statements_does_not_grow_with_the_schools(
    database: Database, narrowed: dict[str, str], most: int
) -> None:
    counted = []
    for _ in range(2):
        crowd.put_all(database, PARTNER_ID, [{"official_code": None}] * 150)
        with watched(database) as watch, database.read() as session:
            queries.page(session, Wanted(partner_id=PARTNER_ID, **narrowed), 50)
        counted.append(len(watch.statements))
    assert counted[0] == counted[1] <= most
