from datetime import UTC, datetime

from chassis.clock import StillClock
from chassis.db import Database
from chassis.service import Service
from chassis.timers import run_due
from tests.training.classroom import Classroom
from tests.training.conftest import Published


def test_the_timer_of_the_service_tells_what_ended(
    classroom: Classroom,
    clock: StillClock,
    database: Database,
    service: Service,
    published: Published,
) -> None:
    boss = classroom.person("head")
    classroom.count(boss)
    (timer,) = service.timers
    assert run_due(database, timer, clock)
    assert not run_due(database, timer, clock)
    count = len(published())
    clock.set(datetime(2026, 9, 1, tzinfo=UTC))
    assert run_due(database, timer, clock)
    assert len(published()) > count
