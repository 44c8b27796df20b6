"""Long lists: killed, worked on by two, cancelled, beside other writers, with flat memory."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.jobs import Runner
from chassis.tables import job
from registry.adoptions.actions import APPLIED_ROWS, apply
from registry.confirmations.actions import APPLY
from registry.imports.actions import READ_ROWS
from registry.schools.model import School
from registry.uploads.model import ImportRow
from tests.lists import A6_HEADER, written
from tests.registry.imports.conftest import Coordinator, runner_of
from tests.statements import statements

ROWS = 6_000


def long_list(rows: int = ROWS) -> bytes:
    return written(
        [A6_HEADER, *([f"Школа имени Примера № {at}", f"{at:06}", "Калинов"] for at in range(rows))]
    )


def posted(coordinator: Coordinator, content: bytes) -> dict[str, Any]:
    """Send a list that no worker has read yet."""
    answer = coordinator.post(content)
    assert answer.status_code == 201
    sent = dict(answer.json or {})
    assert (sent["state"], sent["counts"]) == ("reading", None)
    return sent


def count(database: Database, thing: type[School] | type[ImportRow]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(thing)) or 0


def let_the_lease_end(database: Database) -> None:
    with database.write() as session:
        session.execute(update(job).values(until=database_now(-1)))


@contextmanager
def worker_of(database: Database, *words: str) -> Iterator[subprocess.Popen[str]]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.registry.imports.worker", url, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def killed_when(database: Database, thing: type[School] | type[ImportRow], rows: int) -> None:
    """Start a worker, and kill it once it has written so many rows."""
    with worker_of(database) as process:
        end = time.monotonic() + 60
        while count(database, thing) < rows and time.monotonic() < end:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.01)  # it wants the processor that counting would take
            assert process.poll() is None, "it was done before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
    let_the_lease_end(database)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    coordinator: Coordinator, database: Database
) -> None:
    sent = posted(coordinator, long_list())
    read, applied = READ_ROWS[database.dialect], APPLIED_ROWS[database.dialect]
    killed_when(database, ImportRow, read)
    assert read <= count(database, ImportRow) < ROWS
    coordinator.work()
    assert coordinator.get(sent["id"])["counts"]["new"] == ROWS
    answer = coordinator.press(sent, "confirmation")
    killed_when(database, School, applied)
    assert count(database, School) % applied == 0
    assert count(database, School) < ROWS
    coordinator.work()
    told = coordinator.job(str((answer.json or {})["job"]))
    assert (told["state"], told["done"], told["total"]) == ("done", ROWS, ROWS)
    assert told["counts"]["new"] == ROWS
    codes = [school.official_code for school in coordinator.schools()]
    assert codes == [f"{at:06}" for at in range(ROWS)]


def test_two_workers_at_once_do_the_work_once(
    coordinator: Coordinator, database: Database, clock: StillClock
) -> None:
    sent = posted(coordinator, long_list(2_000))
    run_two(database, clock)
    assert coordinator.get(sent["id"])["counts"]["new"] == 2_000
    coordinator.press(sent, "confirmation")
    run_two(database, clock)
    assert count(database, School) == 2_000


def run_two(database: Database, clock: StillClock) -> None:
    runners = [runner_of(database, clock) for _ in range(2)]
    threads = [threading.Thread(target=runner.run_one) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_list_cancelled_in_the_middle_keeps_what_came_in(
    coordinator: Coordinator, database: Database, clock: StillClock
) -> None:
    sent = coordinator.send(long_list())
    answer = coordinator.press(sent, "confirmation")
    stop = threading.Event()

    def one_step(session: Session, work: Any, now: Any) -> None:
        apply(session, work, now)
        stop.set()

    Runner(database, {APPLY: one_step}, clock).run_one(stop)
    assert coordinator.press(sent, "cancellation").status_code == 200
    let_the_lease_end(database)
    coordinator.work()
    told = coordinator.job(str((answer.json or {})["job"]))
    applied = APPLIED_ROWS[database.dialect]
    assert (told["state"], told["done"]) == ("cancelled", applied)
    assert coordinator.get(sent["id"])["state"] == "cancelled"
    assert count(database, School) == applied
    again = coordinator.send(long_list())
    assert again["counts"]["unchanged"] == applied
    assert again["counts"]["new"] == ROWS - applied


def test_columns_named_again_while_a_list_is_read_begin_it_anew(coordinator: Coordinator) -> None:
    sent = posted(coordinator, long_list())
    columns = {"Название": "name", "Код": "official_code"}
    answer = coordinator.put(sent, "mapping", columns=columns)
    assert (answer.json or {})["state"] == "reading"
    coordinator.work()
    again = coordinator.get(sent["id"])
    assert (again["state"], again["rows"], again["mapping"]) == ("preview", ROWS, columns)
    assert coordinator.job(sent["job"])["state"] == "cancelled"


def test_a_list_being_read_cannot_be_confirmed(coordinator: Coordinator) -> None:
    sent = posted(coordinator, long_list())
    answer = coordinator.press(sent, "confirmation")
    assert (answer.status_code, (answer.json or {})["reason"]) == (409, "not_ready")


def test_a_fault_in_the_middle_is_told_and_the_list_can_be_taken_in_again(
    coordinator: Coordinator, database: Database, clock: StillClock
) -> None:
    sent = coordinator.send(long_list(2_500))
    coordinator.press(sent, "confirmation")
    steps = []

    def broken(session: Session, work: Any, now: Any) -> None:
        steps.append(now)
        if len(steps) > 1:
            raise RuntimeError("the disk is full")
        apply(session, work, now)

    Runner(database, {APPLY: broken}, clock).run_one()
    assert coordinator.get(sent["id"])["state"] == "failed"
    assert coordinator.confirm(sent)["counts"]["new"] == 2_500
    assert count(database, School) == 2_500


def test_a_thousand_rows_cost_a_handful_of_statements(
    coordinator: Coordinator, database: Database
) -> None:
    sent = posted(coordinator, long_list(5_000))
    with statements() as reading:
        coordinator.work()
    assert len(reading) <= 12 * (5_000 / READ_ROWS[database.dialect] + 1) + 20
    coordinator.press(sent, "confirmation")
    with statements() as applying:
        coordinator.work()
    assert len(applying) <= 8 * (5_000 / APPLIED_ROWS[database.dialect] + 1) + 20


def test_a_growing_list_is_counted_so_that_each_step_finds_its_rows_by_index(
    coordinator: Coordinator, database: Database
) -> None:
    if database.dialect == "sqlite":
        return  # it plans without counting
    posted(coordinator, long_list(5_000))
    coordinator.work()
    with database.read() as session:
        known = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'import_row'"))
    assert known is not None
    assert known >= 2_500


@pytest.mark.parametrize("rows", [50_000])
def test_memory_stays_flat(coordinator: Coordinator, database: Database, rows: int) -> None:
    sent = posted(coordinator, long_list(5_000))
    first = most_memory(database)
    coordinator.press(sent, "cancellation")
    posted(coordinator, long_list(rows))
    assert most_memory(database) < first + 4_000_000
    assert count(database, ImportRow) == rows + 5_000


def most_memory(database: Database) -> int:
    """Return the most bytes that Python held in a worker that did all waiting work."""
    with worker_of(database, "--measured") as process:
        out, _ = process.communicate(timeout=300)
    return int(out)
