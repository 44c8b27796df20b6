"""Processes are killed, frozen, doubled, and live in another hour."""

import random
import signal
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.stage import HANDS, SENDERS, TAKERS, Stage
from tests.chassis.bus.street import wait_until

KILLS = 6
MOST_OF_AN_HOUR = timedelta(minutes=50)


def shifted(by: str) -> tuple[str, ...]:
    """Return what starts a program at another hour; waits are measured as ever."""
    return ("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", by)


def test_they_are_killed_at_random_moments(stage: Stage, round_: int) -> None:
    dice = random.Random(round_)
    with stage.load() as load:
        for _ in range(KILLS):
            load.wait_for(dice.randrange(5, 60))
            victims = dice.sample(HANDS, 2)
            for name in victims:
                stage.hands[name].end()
            assert stage.total("ciss_bus_database_up") <= len(HANDS) - len(victims), "they are up"
            stage.restart(*victims)


@pytest.mark.parametrize("which", ["leader", "standby"])
def test_a_sender_is_killed_in_the_middle_of_a_burst(stage: Stage, which: str) -> None:
    with stage.load() as load:
        load.wait_for(20)
        leader = stage.leader
        victim = leader if which == "leader" else next(n for n in SENDERS if n != leader)
        load.set_lamps(*(f"burst-{number}" for number in range(600)))
        stage.hands[victim].end()
        wait_until(lambda: stage.leader != victim)
        stage.restart(victim)


def test_two_lead_at_once(stage: Stage) -> None:
    with stage.load() as load:
        load.wait_for(20)
        asleep = stage.leader
        stage.hands[asleep].send(signal.SIGSTOP)
        other = next(name for name in SENDERS if name != asleep)
        wait_until(lambda: stage.hands[other].figure("ciss_bus_relay_leads") == 1)
        load.wait_for(20)
        stage.hands[asleep].send(signal.SIGCONT)
        load.wait_for(20)
        wait_until(lambda: stage.hands[asleep].figure("ciss_bus_relay_leads") == 0)


def test_one_lives_an_hour_ahead_and_one_behind(stage: Stage) -> None:
    ahead, behind = SENDERS[0], TAKERS[0]
    with stage.load() as load:
        for name in (ahead, behind):
            stage.hands[name].end(signal.SIGTERM)
        stage.restart(ahead, by=shifted("+1h"))
        stage.restart(behind, by=shifted("-1h"))
        here = datetime.now(UTC)
        assert stage.hands[ahead].hour() > here + MOST_OF_AN_HOUR
        assert stage.hands[behind].hour() < here - MOST_OF_AN_HOUR
        load.wait_for(50)
        stage.hands[SENDERS[1]].end()
        wait_until(lambda: stage.leader == ahead)
        load.wait_for(50)
        assert stage.total("ciss_bus_relay_leads", *SENDERS) == 1
        stage.restart(SENDERS[1])
        for name in (ahead, behind):
            stage.hands[name].end(signal.SIGTERM)
        stage.restart(ahead, behind)
