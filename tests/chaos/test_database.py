"""The database fails, fills up, and keeps transactions open; what is held is not lost."""

import signal
import threading

from sqlalchemy.exc import DBAPIError

from tests.chaos.disk import filled
from tests.chaos.stage import HANDS, SENDERS, TAKERS, Stage
from tests.chassis.bus.street import wait_until
from tests.chassis.bus.town import set_lamp


def test_it_is_broken_off_and_started_while_facts_are_taken_in(stage: Stage) -> None:
    lost = stage.total("ciss_bus_intake_lost_total", *TAKERS)
    with stage.load() as load:
        load.wait_for(50)
        # Facts must be under way: without a database none is sent any more.
        for name in TAKERS:
            stage.hands[name].send(signal.SIGSTOP)
        sent = stage.total("ciss_bus_published_total", *SENDERS)
        wait_until(lambda: stage.total("ciss_bus_published_total", *SENDERS) > sent)
        stage.server.break_off()
        try:
            for name in TAKERS:
                stage.hands[name].send(signal.SIGCONT)
            wait_until(lambda: load.failed > 0)
            wait_until(lambda: not stage.total("ciss_bus_database_up"))
            wait_until(lambda: stage.total("ciss_bus_held", *TAKERS) > 0)
        finally:
            stage.server.run()
        load.wait_for(50)
    assert stage.total("ciss_bus_intake_lost_total", *TAKERS) == lost, "what was held was kept"


def test_its_disk_is_full(stage: Stage) -> None:
    with stage.load() as load:
        load.wait_for(20)
        with filled(stage.server.folder.parent):
            crowd = [f"full-{number}" for number in range(2000)]
            while not load.failed:
                try:
                    load.set_lamps(*crowd)
                except DBAPIError:
                    break
            # It may have ended and begun again in an instant, too quickly to be told of.
            wait_until(
                lambda: stage.server.answers() or stage.total("ciss_bus_database_up") < len(HANDS)
            )
        if not stage.server.answers():
            stage.server.break_off()
            stage.server.run()
        load.wait_for(20)


def test_a_transaction_stays_open_across_the_commits_of_others(stage: Stage) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def be_late() -> None:
        with stage.works.write() as session:
            set_lamp(session, "late-lamp")
            begun.set()
            may_end.wait(60)

    late = threading.Thread(target=be_late)
    with stage.load() as load:
        late.start()
        assert begun.wait(60)
        load.wait_for(100)
        wait_until(lambda: stage.taken("east") >= 100)
        sent = stage.total("ciss_bus_published_total", *SENDERS)
        load.wait_for(20)
        wait_until(lambda: stage.total("ciss_bus_published_total", *SENDERS) > sent)
        may_end.set()
        late.join()
    assert "late-lamp" in stage.lamps("east")
