"""A trouble that lasts is said when it begins, once a minute, and when it is over."""

import pytest
from structlog.testing import capture_logs

from chassis import complaints
from chassis.complaints import AGAIN_SECONDS, Complaints
from chassis.log import logger


class Seconds:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    made = Seconds()
    monkeypatch.setattr(complaints, "monotonic", lambda: made.now)
    return made


@pytest.fixture
def some() -> Complaints:
    return Complaints(logger("test"), service="east")


def test_the_same_is_said_once_a_minute_with_whose_it_is(
    some: Complaints, seconds: Seconds
) -> None:
    with capture_logs() as lines:
        for number in range(int(AGAIN_SECONDS * 2)):
            some.tell("waits", "gone", seconds=number)
            seconds.now += 1
    assert [(each["service"], each["problem"], each["seconds"]) for each in lines] == [
        ("east", "gone", 0),
        ("east", "gone", 60),
    ]


def test_another_trouble_is_said_at_once_and_two_in_turn_fill_no_log(
    some: Complaints, seconds: Seconds
) -> None:
    with capture_logs() as lines:
        for _ in range(20):
            some.tell("waits", "gone")
            some.tell("waits", "refused")
            seconds.now += 1
    assert [each["problem"] for each in lines] == ["gone", "refused"]


def test_its_end_is_said_once_and_only_after_a_trouble(some: Complaints, seconds: Seconds) -> None:
    with capture_logs() as lines:
        some.end("works_again")
        some.tell("waits", "gone")
        some.end("works_again")
        some.end("works_again")
        seconds.now += AGAIN_SECONDS
        some.tell("waits", "gone")
    assert [(each["event"], each["log_level"]) for each in lines] == [
        ("waits", "warning"),
        ("works_again", "info"),
        ("waits", "warning"),
    ]


def test_a_fault_of_ours_comes_with_its_stack(some: Complaints) -> None:
    fault = ZeroDivisionError("bug")
    with capture_logs() as lines:
        for _ in range(3):
            some.tell("failed", repr(fault), error=fault)
    [line] = lines
    assert (line["log_level"], line["exc_info"], "problem" in line) == ("error", fault, False)
