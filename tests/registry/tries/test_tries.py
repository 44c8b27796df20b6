"""Counts of tries while many try at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from chassis.db import Database
from chassis.errors import TooMany
from registry.tries.actions import Tries

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_a_count_forgotten_by_one_is_begun_anew_by_the_next(database: Database) -> None:
    """Between finding a count and reading it, another's success may take it away.

    Only on PostgreSQL do they meet; whoever is met by it would see an error of the database.
    """
    tries = Tries(database, "one door")

    def try_and_succeed(_: int) -> str:
        try:
            tries.begin(NOW)
        except TooMany:
            return "waits"
        with database.write() as session:
            tries.forget(session)
        return "came in"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(try_and_succeed, range(400)))
    assert "came in" in found
