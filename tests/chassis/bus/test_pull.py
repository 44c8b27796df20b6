"""A service reads on from where it stopped, and from several producers side by side."""

from chassis.bus.feed import LocalFeed
from chassis.bus.inbox import Subscription
from chassis.bus.pull import Puller, pullers, settle
from chassis.bus.wake import wake_of
from chassis.db import Database
from contracts.registry import SchoolChanged
from tests.chassis.bus.town import LAMPS, Town, ids_taken, ids_told, reader, tell


def test_settling_reads_every_page_until_nothing_is_new(
    works: Database, district: Database
) -> None:
    tell(works, *(f"lamp-{i}" for i in range(30)))
    puller = reader(district, works)
    assert settle([puller]) == 30
    assert settle([puller]) == 0
    assert ids_taken(district) == ids_told(works)


def test_a_new_reader_goes_on_where_the_last_one_stopped(
    works: Database, district: Database, town: Town
) -> None:
    tell(works, "a")
    settle([reader(district, works)])
    tell(works, "b")
    assert reader(town.again(district), works).step() == 1


def test_each_producer_has_its_own_reader(works: Database, district: Database) -> None:
    feed = LocalFeed(works, wake_of(works))
    both = Subscription((*LAMPS.types, SchoolChanged), LAMPS.handle)
    readers: list[Puller] = pullers(district, {"works": feed, "registry": feed}, [both])
    assert [each.source for each in readers] == ["registry", "works"]


def test_a_reader_of_nothing_does_not_exist(district: Database) -> None:
    assert pullers(district, {}, []) == []
