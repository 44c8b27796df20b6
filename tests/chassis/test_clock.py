"""The test clock is moved by a file and runs on from there, in every process."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.clock import FileClock, SystemClock
from chassis.errors import Invalid

INSTANT = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=20)


def test_without_a_file_it_shows_the_real_time(tmp_path: Path) -> None:
    assert abs(FileClock(tmp_path / "clock").now() - SystemClock().now()) < MOMENT


def test_a_move_is_seen_by_another_clock_on_the_same_file(tmp_path: Path) -> None:
    mine, theirs = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
    mine.set(INSTANT)
    assert timedelta() <= theirs.now() - INSTANT < MOMENT
    theirs.advance(timedelta(days=30))
    assert timedelta() <= mine.now() - INSTANT - timedelta(days=30) < MOMENT


def test_it_runs_on(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.set(INSTANT)
    first = clock.now()
    assert clock.now() > first


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        FileClock(tmp_path / "clock").set(INSTANT.replace(tzinfo=None))
