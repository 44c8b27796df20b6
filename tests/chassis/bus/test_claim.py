"""The guard of every read model: an older fact never overwrites a newer one."""

import itertools
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.bus.events import Delivered
from chassis.bus.inbox import claim, project
from chassis.db import Database
from tests.chassis.bus.town import NOON, LampChanged, Town, glows, read_lamp, seen


def fact(lamp: str, version: int) -> Delivered:
    """Return a fact whose glow is its version."""
    return Delivered(
        id=f"{lamp}-{version}",
        type=LampChanged.type,
        subject=lamp,
        version=version,
        time=NOON,
        partner="md",
        fact=LampChanged(lamp=lamp, glow=version),
        body=b"",
    )


def take(district: Database, *events: Delivered) -> list[str]:
    with district.write() as session:
        return [each.id for each in claim(session, "lamp", events)]


def show(district: Database, events: Sequence[Delivered]) -> None:
    with district.write() as session:
        project(session, seen, "lamp", events, read_lamp)


def test_of_a_batch_only_the_newest_of_each_subject_wins(district: Database) -> None:
    batch = [fact("b", 1), fact("a", 2), fact("a", 3), fact("a", 1)]
    assert take(district, *batch) == ["a-3", "b-1"]


def test_what_was_seen_or_passed_wins_no_more(district: Database) -> None:
    take(district, fact("a", 5))
    assert take(district, fact("a", 5)) == []
    assert take(district, fact("a", 4), fact("b", 1)) == ["b-1"]
    assert take(district, fact("a", 6)) == ["a-6"]


def test_projections_are_guarded_apart(district: Database) -> None:
    take(district, fact("a", 5))
    with district.write() as session:
        assert claim(session, "other", [fact("a", 1)]) != []


def test_nothing_claims_nothing(district: Database) -> None:
    assert take(district) == []


def test_a_claim_is_one_statement(district: Database, statements: list[str]) -> None:
    with district.write() as session:
        statements.clear()
        claim(session, "lamp", [fact(f"l{i}", 1) for i in range(200)])
        assert len(statements) == 1


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_the_newest_state_stays_in_any_order(district: Database, order: tuple[int, ...]) -> None:
    for version in order:
        show(district, [fact("a", version)])
    assert glows(district) == {"a": 3}


def test_two_consumers_out_of_order_end_at_the_newest_and_never_deadlock(
    town: Town, district: Database
) -> None:
    twins = [town.again(district) for _ in range(2)]
    lamps = [f"lamp-{i}" for i in range(20)]
    begin = threading.Barrier(2)

    def run(mine: int) -> None:
        begin.wait()
        for version in range(1, 21):
            # One goes up through the lamps and one down; claim() must bring them into one order.
            names = lamps if mine else lamps[::-1]
            late = 2 * version - mine
            show(twins[mine], [fact(name, late) for name in names])

    with ThreadPoolExecutor() as crowd:
        list(crowd.map(run, range(2)))
    assert glows(district) == dict.fromkeys(lamps, 40)


def test_a_guard_outlives_its_read_model_row(district: Database) -> None:
    show(district, [fact("a", 2)])
    with district.write() as session:
        session.execute(seen.delete())
    show(district, [fact("a", 1)])
    assert glows(district) == {}
