"""What is said of the traffic: all that is wrong, the gravest first, and who is to blame."""

from typing import Any

import pytest

from chassis.bus.figures import Figures, Relay
from chassis.bus.lookout import ANSWERS, AWAY, REFUSES, Broker
from chassis.bus.queues import Queue
from chassis.bus.status import Lag, ServiceStatus
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.bus.verdict import troubles

AT_WORK = Queue(ready=0, consumers=1)


def service(name: str = "works", **own: Any) -> ServiceStatus:
    return ServiceStatus(name, own=Figures(**own))


def broker(queue: Queue | None = AT_WORK, **others: Queue) -> Broker:
    return Broker(ANSWERS, {queue_of("works"): queue, **others})


def said(found: ServiceStatus, broker: Broker | None = None) -> list[str]:
    return [each.sentence() for each in troubles([found], broker or Broker())]


def test_nothing_is_said_of_a_quiet_service() -> None:
    assert said(service(unsent=2, oldest_unsent_seconds=29.0)) == []
    assert said(service(), broker()) == []


def test_all_that_is_wrong_is_said_the_gravest_first() -> None:
    found = ServiceStatus(
        "works",
        own=Figures(
            oldest_unsent_seconds=40.4,
            set_aside={"waiting": 1, "dead": 2},
            oldest_waiting_seconds=4000.0,
        ),
        lags=[Lag("mill", 9, 0, is_ahead=True), Lag("town", 1, 1, is_at_least=True)],
        unfilled=["lamp"],
    )
    away = ServiceStatus("district", answers=False)
    every = [each.sentence() for each in troubles([found, away], Broker())]
    begins = [
        "The database of district does not answer.",
        "The log of mill was restored: works has read beyond its end.",
        "The read model lamp of works lacks what was told before it was there. Type: ciss events ",
        "works has a fact that was not sent for 40 s; see whether ciss run or the worker of works",
        "works has 2 dead facts (stuck news). Type: ciss events dead list --service works",
        "works has failed to take a fact in for over an hour",
        "works has not taken in everything yet; if this stays, see whether ciss run or the worker",
        "works has taken in the newest facts of town, but has not looked for older ones",
    ]
    assert len(every) == len(begins)
    assert all(words.startswith(begin) for words, begin in zip(every, begins, strict=True)), every


def test_only_what_one_may_wait_for_passes() -> None:
    found = ServiceStatus("works", lags=[Lag("town", 1, 1, is_at_least=True)], unfilled=["lamp"])
    assert [each.passes for each in troubles([found], Broker())] == [False, True, True]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (Broker(AWAY), "The broker does not answer; facts wait in the databases until it does."),
        (
            Broker(REFUSES, {}, "No such user."),
            "No such user. Facts wait in the databases until it lets us in.",
        ),
        (broker(None), "The broker has no queue svc.works. Type: ciss events topology apply"),
    ],
)
def test_no_worker_is_blamed_for_what_the_broker_does(asked: Broker, first: str) -> None:
    late = service(unsent=1, oldest_unsent_seconds=460.0)
    waits = "works has a fact that was not sent for 460 s: it waits for the broker."
    assert said(late, asked) == [first, waits]


def test_a_broker_that_answers_may_still_lack_an_exchange() -> None:
    [words] = said(service(unsent=1, oldest_unsent_seconds=31.0), broker())
    assert words.endswith("worker of works runs. Type: ciss events topology verify")


def test_what_lies_in_the_queues_is_said() -> None:
    lost = {UNROUTED: Queue(1, 0), dead_queue_of("works"): Queue(1, 0)}
    nobody, given_up, unrouted = said(service(), broker(Queue(3, 0), **lost))
    assert nobody.startswith("Nobody takes in the facts for works; see whether ciss run or")
    look = "Type: ciss events lost list"
    assert given_up == f"The broker gave facts for works up; they lie in svc.works.dead. {look}"
    assert unrouted == f"Facts that no queue wanted lie in ciss.unrouted. {look}"


def test_who_does_not_know_of_the_broker_that_is_used_is_told() -> None:
    led = service(relay=Relay(4, is_led=True, silent_seconds=0.1))
    [words] = said(led)
    assert words.startswith("A running program sends the facts of works to a broker, but here ")
    assert said(led, broker()) == []
    assert said(service(relay=Relay(4, is_led=False, silent_seconds=None))) == []
