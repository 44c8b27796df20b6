"""The disk of a deployment in one process is full; nothing is lost, and all goes on by itself."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from chassis import migrate
from chassis.clock import StillClock
from tests.chaos.disk import filled, small_disk
from tests.chassis.bus.street import Street, wait_until
from tests.chassis.bus.town import NOON, Town, ids_taken, ids_told, set_lamp
from tests.servers import NotToBeHadError

DISK_MEGABYTES = 16
LAMPS = 30


@pytest.fixture
def disk() -> Iterator[Path]:
    if os.geteuid() != 0:
        raise NotToBeHadError("a disk that can be filled", "only root can mount one")
    with small_disk(DISK_MEGABYTES) as folder:
        yield folder


@pytest.fixture
def street(disk: Path) -> Iterator[Street]:
    numbers = count()

    def make(service: str) -> str:
        url = f"sqlite:///{disk / f'{service}-{next(numbers)}.db'}"
        migrate.upgrade(service, url)
        return url

    town = Town(make)
    made = Street(town, StillClock(NOON), None)
    yield made
    made.close()
    town.close()


def set_lamps(street: Street) -> None:
    for number in range(LAMPS):
        with street.works.write() as session:
            set_lamp(session, f"lamp-{number}")


def test_its_disk_is_full_and_has_room_again(street: Street, disk: Path) -> None:
    street.work()
    set_lamps(street)
    with filled(disk), pytest.raises(OperationalError, match=r"full|I/O"):
        for _ in range(1000):
            set_lamps(street)
    told = len(ids_told(street.works))
    set_lamps(street)
    wait_until(street.is_settled)
    assert len(ids_told(street.works)) == told + LAMPS
    for each in street.districts.values():
        assert ids_taken(each) == ids_told(street.works)
