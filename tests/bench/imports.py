"""Import beside a raw twin: `python -m tests.bench.imports` (`make bench-import`).

The import is all of it: bytes kept, encoding found, rows read, checked, compared, staged and
applied in transactions of at most 1,000. Its twin is the database alone: the finished rows put
into an identical table with the same indexes, by one COPY on PostgreSQL and by one executemany in
one transaction on SQLite. Fails below 0.25 of COPY, beyond 60 seconds for 100,000 rows, and when
others who write on SQLite meanwhile wait 100 ms or more (p95).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Table, insert, select

from chassis import migrate
from chassis.clock import StillClock
from chassis.db import Database
from registry.confirmations.actions import confirm
from registry.confirmations.rules import Duplicates
from registry.imports.actions import Upload, receive
from registry.partners.model import Partner
from registry.schools.model import School
from registry.uploads.actions import By
from registry.uploads.model import SchoolImport
from tests.bench.bystander import Waits, bystander
from tests.lists import written
from tests.registry.conftest import PARTNER_ID, add_partner
from tests.registry.imports.conftest import runner_of
from tests.servers import fresh_database, postgresql

LEAST_RATIO = 0.25
MOST_SECONDS = 60.0
MOST_WAIT_SECONDS = 0.1
PAIRS, PAIR_ROWS, LONG_ROWS = 5, 20_000, 100_000
NOW = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
HEADER = ("Код", "Название", "Город", "Район", "Тип", "Форма собственности", "Количество учащихся")


@dataclass(frozen=True)
class Run:
    """One import and, unless it was left out, its twin."""

    rows: int
    seconds: float
    most_megabytes: float
    raw_seconds: float | None

    @property
    def ratio(self) -> float | None:
        """How fast the import is, the twin being 1."""
        return self.raw_seconds / self.seconds if self.raw_seconds else None


def list_of(rows: int) -> bytes:
    """Write an invented list in windows-1251."""
    kinds = ("лицей", "гимназия", "начальная школа", "специальная школа")
    lines = [
        (
            f"{at:06}",
            f"Средняя общеобразовательная школа № {at} имени Примера {at % 977}",
            f"Город Образцовый {at % 500}",
            f"Район {at % 40}",
            kinds[at % 4],
            "государственная",
            at % 1200 + 1,
        )
        for at in range(rows)
    ]
    return written([HEADER, *lines], "cp1251")


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """Open a fresh registry with one partner."""
    if kind == "sqlite":
        file = folder / f"{time.monotonic_ns()}.db"
        with opened(f"sqlite:///{file}") as database:
            yield database
        file.unlink()
        return
    with fresh_database(postgresql(durable=True)) as url, opened(url) as database:
        yield database


@contextmanager
def opened(url: str) -> Iterator[Database]:
    migrate.upgrade("registry", url)
    database = Database(url)
    add_partner(database, NOW)
    try:
        yield database
    finally:
        database.dispose()


def most_kilobytes() -> int:
    """Return the most memory this program held; `ru_maxrss` would count its parent's too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def work(url: str, file: Path) -> None:
    """Import a list in this process, and say how long it took and how much memory it held."""
    database, clock = Database(url), StillClock(NOW)
    by = By(id="bench", role="ops", now=NOW)
    runner = runner_of(database, clock)
    with BytesIO(list_of(10)) as stream:
        # A worker has read lists before; the names of countries are in its memory.
        taken_in(database, stream, by)
    before = time.perf_counter()
    with file.open("rb") as stream:
        found = taken_in(database, stream, by)
    runner.run_one()
    read = time.perf_counter()
    confirmed(database, found, by)
    runner.run_one()
    told = {
        "seconds": time.perf_counter() - before,
        "reading": read - before,
        "kilobytes": most_kilobytes(),
    }
    database.dispose()
    print(json.dumps(told))


def taken_in(database: Database, stream: BinaryIO, by: By) -> UUID:
    upload = Upload(file=stream, file_name="list.csv", country="MD", chosen={})
    with database.write() as session:
        return receive(session, session.get_one(Partner, PARTNER_ID), upload, by).id


def confirmed(database: Database, found: UUID, by: By) -> None:
    with database.write() as session:
        confirm(session, session.get_one(SchoolImport, found), Duplicates(), by, whole_list=True)


def waited(folder: Path, rows: int) -> Waits:
    """Import a list on SQLite while somebody else writes, as in a deployment of one program."""
    by = By(id="bench", role="ops", now=NOW)
    with empty("sqlite", folder) as database, BytesIO(list_of(rows)) as stream:
        runner = runner_of(database, StillClock(NOW))
        found = taken_in(database, stream, by)
        with bystander(database) as waits:
            runner.run_one()
            confirmed(database, found, by)
            runner.run_one()
    return waits


def imported(database: Database, file: Path) -> dict[str, float]:
    """Import a list in a process of its own."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.bench.imports", "--work", url, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def finished_rows(database: Database) -> list[dict[str, Any]]:
    table: Any = School.__table__
    with database.read() as session:
        rows = session.execute(select(table).order_by(table.c.no)).mappings()
        return [{name: value for name, value in row.items() if name != "no"} for row in rows]


def put_raw(database: Database, rows: list[dict[str, Any]]) -> float:
    """Put finished rows into an empty table of schools, and return the seconds it took."""
    table: Table = School.__table__  # type: ignore[assignment] # a mapped class has a Table
    names = list(rows[0])
    with database.write() as session:
        compiled = insert(table).values(dict.fromkeys(names)).compile(session.get_bind())
        bound: Any = compiled._bind_processors  # noqa: SLF001 - the twin writes what SQLAlchemy would
        ready = [
            [bound[name](row[name]) if name in bound else row[name] for name in names]
            for row in rows
        ]
        connection = session.connection()
        before = time.perf_counter()
        if database.dialect == "sqlite":
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO school ({', '.join(names)}) VALUES ({marks})"
            connection.exec_driver_sql(statement, [tuple(row) for row in ready])
        else:
            driver: Any = connection.connection.driver_connection
            with (
                driver.cursor() as cursor,
                cursor.copy(f"COPY school ({', '.join(names)}) FROM STDIN") as copy,
            ):
                for row in ready:
                    copy.write_row(row)
        session.commit()
        return time.perf_counter() - before


def run(kind: str, rows: int, folder: Path) -> Run:
    """Import a list and put its twin, each into a fresh database."""
    file = folder / f"{rows}.csv"
    if not file.exists():
        file.write_bytes(list_of(rows))
    with empty(kind, folder) as database:
        told = imported(database, file)
        made = finished_rows(database)
    assert len(made) == rows, f"{len(made)} of {rows} rows came in"
    with empty(kind, folder) as database:
        raw = put_raw(database, made)
    return Run(rows, told["seconds"], told["kilobytes"] / 1024, raw)


def main(pairs: int, pair_rows: int, long_rows: int) -> int:
    """Print the table; return 1 when a bar is missed."""
    missed = []
    print(f"{'database':<12}{'rows':>9}{'import s':>10}{'raw s':>8}{'ratio':>7}{'MB':>7}")
    with tempfile.TemporaryDirectory() as name:
        for kind in ("postgresql", "sqlite"):
            runs = [run(kind, pair_rows, Path(name)) for _ in range(pairs)]
            long = run(kind, long_rows, Path(name))
            for each in (*runs, long):
                print(
                    f"{kind:<12}{each.rows:>9,}{each.seconds:>10.2f}{each.raw_seconds:>8.2f}"
                    f"{each.ratio:>7.2f}{each.most_megabytes:>7.0f}"
                )
            ratio = median(each.ratio or 0.0 for each in runs)
            print(f"{kind:<12}median of {pairs} pairs: {ratio:.2f} of the raw twin")
            if kind == "postgresql" and ratio < LEAST_RATIO:
                missed.append(f"{kind}: {ratio:.2f} is below {LEAST_RATIO} of COPY")
            if long.seconds > MOST_SECONDS:
                missed.append(f"{kind}: {long.seconds:.0f} s for {long_rows:,} rows")
        waits = waited(Path(name), pair_rows)
    print(
        f"sqlite      others wrote {len(waits.seconds)} times meanwhile, and waited"
        f" {waits.p95 * 1000:.0f} ms (p95), {waits.longest * 1000:.0f} ms at most"
    )
    if waits.p95 > MOST_WAIT_SECONDS:
        missed.append(f"sqlite: others waited {waits.p95 * 1000:.0f} ms (p95)")
    print("\n".join(missed) or "All bars are met.")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Import beside a raw twin.")
    parser.add_argument("--work", nargs=2, metavar=("URL", "FILE"), help="import one list, here")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--rows", type=int, default=PAIR_ROWS)
    parser.add_argument("--long", type=int, default=LONG_ROWS)
    words = parser.parse_args()
    if words.work:
        work(words.work[0], Path(words.work[1]))
        sys.exit(0)
    sys.exit(main(words.pairs, words.rows, words.long))
