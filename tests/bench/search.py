"""Is the list of schools as fast among a million as among a thousand? `make bench-search`.

Asks the same questions of a small and of a large registry in turn, on SQLite and on PostgreSQL,
prints the 99th percentile of each, and ends with 1 when the large one needs more than 1.5 times
as long (the median of five rounds).
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from chassis import migrate
from chassis.db import Database
from registry.directory.queries import Wanted, page
from tests.registry.schools import crowd
from tests.servers import fresh_database, postgresql

PARTNER = UUID(int=7)
SMALL, LARGE = 1_000, 1_000_000
BASE = 20_000
BAR = 1.5
ROUNDS, TIMES = 5, 120
ON_A_PAGE = 20

LISTS: list[dict[str, str]] = [{}, {"state": "listed"}, {"area": "Area 3"}, {"country": "MD"}]
SEARCHES: list[dict[str, str]] = [
    {"q": "school"}, {"q": "Школа"}, {"q": "โรงเรียน"}, {"q": "000"}, {"q": "ovka"}, {"q": "sc"},
]  # fmt: skip


def main() -> int:
    """Measure on both databases."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--large", type=int, default=LARGE, help="schools of the large registry")
    reader.add_argument("--only", choices=("sqlite", "postgresql"))
    given = reader.parse_args()
    kinds = [given.only] if given.only else ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory() as folder:
        worst = max(_compare(kind, Path(folder), given.large) for kind in kinds)
    print(f"worst ratio {worst:.2f}, bar {BAR}")
    return 1 if worst > BAR else 0


def _compare(kind: str, folder: Path, large: int) -> float:
    with _filled(kind, folder, SMALL) as few, _filled(kind, folder, large) as many:
        return max(
            _ratio(f"{kind} {name}", questions, few, many)
            for name, questions in (("list", LISTS), ("search", SEARCHES))
        )


def _ratio(name: str, questions: list[dict[str, str]], few: Database, many: Database) -> float:
    """Return the median over rounds of the ratio of 99th percentiles, asking both in turn."""
    for database in (few, many):
        _ask(database, questions * 5)
    rounds = []
    for _ in range(ROUNDS):
        small, large = [], []
        for _ in range(TIMES):
            small += _ask(few, questions)
            large += _ask(many, questions)
        rounds.append((_p99(small), _p99(large)))
    ratio = statistics.median(large / small for small, large in rounds)
    small, large = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{name}: p99 {small:.1f} ms small, {large:.1f} ms large, ratio {ratio:.2f}", flush=True)
    return ratio


def _ask(database: Database, questions: list[dict[str, str]]) -> list[float]:
    taken = []
    for question in questions:
        started = time.perf_counter()
        with database.read() as session:
            page(session, Wanted(partner_id=PARTNER, **question), ON_A_PAGE)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


@contextmanager
def _filled(kind: str, folder: Path, schools: int) -> Iterator[Database]:
    with ExitStack() as kept:
        url = f"sqlite:///{folder / str(schools)}.db"
        if kind == "postgresql":
            url = kept.enter_context(fresh_database(postgresql()))
        migrate.upgrade("registry", url)
        database = Database(url)
        kept.callback(database.dispose)
        started = time.perf_counter()
        base = min(schools, BASE)
        with _words_last(database):
            crowd.fill(database, PARTNER, base)
            crowd.multiply(database, schools // base - 1)
        crowd.settle(database)
        seconds = time.perf_counter() - started
        print(f"{kind}: {schools:,} schools made in {seconds:.0f} s", flush=True)
        yield database


@contextmanager
def _words_last(database: Database) -> Iterator[None]:
    """Make the index of words only once all schools are there, which takes a tenth of the time."""
    if database.dialect == "postgresql":
        made = _one(database, "SELECT indexdef FROM pg_indexes WHERE indexname='ix_school_folded'")
        off, on = ["DROP INDEX ix_school_folded"], [made]
    else:
        made = _one(database, "SELECT sql FROM sqlite_master WHERE name = 'school_words_in'")
        off = ["DROP TRIGGER school_words_in"]
        on = [made, "INSERT INTO school_search(school_search) VALUES ('rebuild')"]
    _do(database, off)
    yield
    _do(database, on)


def _one(database: Database, statement: str) -> str:
    with database.read() as session:
        return str(session.scalar(text(statement)))


def _do(database: Database, statements: list[str]) -> None:
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement))


if __name__ == "__main__":
    sys.exit(main())
