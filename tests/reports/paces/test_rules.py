from datetime import UTC, datetime, timedelta

from reports.paces.rules import Pace, network_of, seconds_to_fill_in, seconds_to_wait

NOW = datetime(2026, 2, 2, 6, tzinfo=UTC)


def test_a_whole_school_is_one_network() -> None:
    assert network_of("10.1.2.3") == network_of("10.1.2.250") != network_of("10.1.3.3")
    assert network_of("2001:db8:0:aa00::1") == network_of("2001:db8:0:aaff::2")
    assert network_of(None) == network_of("nonsense") == "unknown"


def test_what_was_counted_is_forgotten_in_time_and_never_spelled_out() -> None:
    pace = Pace(timedelta(minutes=10))
    pace.note("10.1.2.3", NOW)
    assert len(pace.recent("10.1.2.99", NOW + timedelta(minutes=9))) == 1
    assert pace.recent("10.9.9.9", NOW) == []
    assert "10.1.2" not in repr(pace.__dict__)
    assert pace.recent("10.1.2.3", NOW + timedelta(minutes=10)) == []


def test_the_key_is_new_each_day() -> None:
    pace = Pace(timedelta(days=3))
    pace.note("10.1.2.3", NOW)
    before = dict(pace.__dict__)["_key"]
    assert pace.recent("10.1.2.3", NOW + timedelta(days=1)) == []
    assert dict(pace.__dict__)["_key"] != before


def test_a_clock_moved_back_forgets_too() -> None:
    pace = Pace(timedelta(minutes=10))
    pace.note("10.1.2.3", NOW)
    assert pace.recent("10.1.2.3", NOW - timedelta(days=2)) == []


def test_forms_wait_from_3_to_30_seconds() -> None:
    assert [seconds_to_fill_in(n) for n in (0, 60, 62, 114, 10_000)] == [3, 3, 4, 30, 30]


def test_guesses_are_free_at_first_then_wait_and_never_long() -> None:
    assert seconds_to_wait([NOW] * 30, NOW) == 0
    assert seconds_to_wait([NOW] * 31, NOW) == 2
    assert seconds_to_wait([NOW] * 31, NOW + timedelta(seconds=2)) == 0
    assert seconds_to_wait([NOW] * 1000, NOW) == 30
