"""The broker fails in every way it can; nothing is lost, and all goes on by itself."""

import signal

from tests.chaos.stage import SENDERS, TAKERS, Stage
from tests.chassis.bus.street import wait_until

FULL = 500


def test_it_is_killed_and_comes_back(stage: Stage) -> None:
    lost = stage.total("ciss_bus_relay_lost_total", *SENDERS)
    with stage.load() as load:
        load.wait_for(50)
        stage.broker.kill()
        wait_until(lambda: not stage.total("ciss_bus_relay_connected", *SENDERS))
        load.wait_for(50)
        stage.broker.start()
        wait_until(lambda: stage.total("ciss_bus_intake_connected", *TAKERS) == len(TAKERS))
    assert stage.total("ciss_bus_relay_lost_total", *SENDERS) > lost


def test_it_stands_still(stage: Stage) -> None:
    lost = stage.total("ciss_bus_relay_lost_total", *SENDERS)
    with stage.load() as load:
        load.wait_for(50)
        stage.broker.signal(signal.SIGSTOP)
        wait_until(lambda: stage.total("ciss_bus_relay_lost_total", *SENDERS) > lost)
        stage.broker.signal(signal.SIGCONT)


def test_it_has_no_memory_left(stage: Stage) -> None:
    with stage.load() as load:
        load.wait_for(50)
        stage.broker.control("set_vm_memory_high_watermark", "0.0000001")
        wait_until(lambda: stage.total("ciss_bus_broker_blocked", *SENDERS) == 1)
        load.wait_for(50)
        stage.broker.control("set_vm_memory_high_watermark", "0.4")
        wait_until(lambda: not stage.total("ciss_bus_broker_blocked", *SENDERS))


def test_it_has_no_disk_left_and_the_leader_is_told_to_end(stage: Stage) -> None:
    with stage.load() as load:
        load.wait_for(20)
        stage.broker.control("set_disk_free_limit", "1000GB")
        wait_until(lambda: stage.total("ciss_bus_broker_blocked", *SENDERS) == 1)
        leader = stage.leader
        assert stage.hands[leader].end(signal.SIGTERM) == 0, "a blocked leader does not end well"
        load.wait_for(20)
        stage.broker.control("set_disk_free_limit", "50MB")
        stage.restart(leader)


def test_the_connection_breaks_while_the_window_is_full(stage: Stage) -> None:
    lost = stage.total("ciss_bus_relay_lost_total", *SENDERS)
    with stage.load() as load:
        load.wait_for(20)
        stage.wire.hold_answers()
        load.set_lamps(*(f"burst-{number}" for number in range(2 * FULL)))
        wait_until(lambda: stage.total("ciss_bus_unconfirmed", *SENDERS) >= FULL)
        stage.wire.cut()
        stage.wire.let_answers()
        wait_until(lambda: stage.total("ciss_bus_relay_lost_total", *SENDERS) > lost)


def test_its_queue_is_full_and_it_refuses(stage: Stage) -> None:
    policy = '{"max-length":5,"overflow":"reject-publish"}'
    refused = stage.total("ciss_bus_refused_total", *SENDERS)
    copies = stage.total("ciss_bus_repeated_total", *TAKERS)
    with stage.load() as load:
        load.wait_for(20)
        for name in TAKERS:
            stage.hands[name].send(signal.SIGSTOP)
        stage.broker.control("set_policy", "--apply-to", "queues", "full", "^svc.west$", policy)
        wait_until(lambda: stage.total("ciss_bus_refused_total", *SENDERS) > refused)
        load.wait_for(50)
        stage.broker.control("clear_policy", "full")
        for name in TAKERS:
            stage.hands[name].send(signal.SIGCONT)
    # Each try costs one copy for the queues that are well, never a whole window.
    assert stage.total("ciss_bus_repeated_total", *TAKERS) - copies < 2 * FULL


def test_nobody_notices_that_it_is_away(stage: Stage) -> None:
    with stage.load() as load:
        stage.broker.kill()
        before = load.written
        load.wait_for(200)
        assert load.failed == 0
        assert load.written >= before + 200
        stage.broker.start()
