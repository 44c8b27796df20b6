"""A task that only fails is named; one that hangs or rests is told by its age."""

import pytest
from prometheus_client import CollectorRegistry

from chassis import pulse
from chassis.pulse import FAILING_SECONDS, SETTLED_SECONDS, Beat, Pulse


class Seconds:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    made = Seconds()
    monkeypatch.setattr(pulse, "monotonic", lambda: made.now)
    return made


def step(beat: Beat, seconds: Seconds, lasting: float, *, is_well: bool) -> None:
    beat.begin()
    seconds.pass_by(lasting)
    beat.end(is_well=is_well)


def test_who_only_fails_for_a_minute_is_failing_until_one_step_goes_well(seconds: Seconds) -> None:
    beats = Pulse()
    beat, other = beats.add("intake"), beats.add("retry")
    for _ in range(7):
        step(beat, seconds, 10, is_well=False)
        step(other, seconds, 0, is_well=True)
        assert (beats.failing() == ["intake"]) == (seconds.now > 1010 + FAILING_SECONDS)
    step(beat, seconds, 1, is_well=True)
    assert beats.failing() == []
    step(beat, seconds, FAILING_SECONDS + 1, is_well=False)
    assert beats.failing() == [], "one failure is no minute of them"


def test_who_fails_slowly_fails_all_the_same(seconds: Seconds) -> None:
    beat = Beat()
    for _ in range(3):
        step(beat, seconds, SETTLED_SECONDS + 30, is_well=False)
    assert beat.is_failing()


def test_an_endless_step_is_well_once_it_has_run_for_a_while(seconds: Seconds) -> None:
    beat = Beat(is_endless=True)
    for _ in range(70):
        step(beat, seconds, 1, is_well=False)
    assert beat.is_failing()
    beat.begin()
    seconds.pass_by(SETTLED_SECONDS - 1)
    assert beat.is_failing()
    seconds.pass_by(2)
    assert (beat.is_failing(), beat.age()) == (False, 0)
    seconds.pass_by(9999)
    beat.end(is_well=False)
    assert (beat.is_failing(), beat.age()) == (False, 0), "it ran well until just now"


def test_the_age_of_a_task_that_hangs_grows(seconds: Seconds) -> None:
    beats, registry = Pulse(), CollectorRegistry()
    registry.register(beats)
    beat = beats.add("retry")
    step(beat, seconds, 1, is_well=True)
    beat.begin()
    seconds.pass_by(300)
    assert registry.get_sample_value("ciss_worker_step_age_seconds", {"task": "retry"}) == 300
    assert not beat.is_failing()
