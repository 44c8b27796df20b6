"""Numbers as they are counted: none twice, none left out."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from certification.numbers.actions import next_number
from certification.numbers.rules import number
from chassis.db import Database


def take(database: Database, country: str = "MD") -> str:
    with database.write() as session:
        return next_number(session, "SIS", country, 2026)


def test_writers_at_the_same_time_get_numbers_without_a_gap(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda _: take(database), range(24)))
    assert sorted(taken) == [number("SIS", "MD", 2026, count) for count in range(1, 25)]


def test_a_write_that_fails_gives_its_number_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            next_number(session, "SIS", "MD", 2026)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert take(database) == "SIS-MD-2026-000001-5"


def test_each_country_is_counted_for_itself(database: Database) -> None:
    assert [take(database), take(database, "UA")] == [
        "SIS-MD-2026-000001-5",
        "SIS-UA-2026-000001-5",
    ]
