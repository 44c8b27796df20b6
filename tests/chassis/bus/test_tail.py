"""Facts are seen as they pass, at the broker and in the logs, by the same patterns."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pika
import pytest
from msgspec import Raw

from chassis.bus import tail
from chassis.bus.events import Envelope, encode_envelope, encode_fact
from chassis.bus.tail import PREFETCH, Patterns, at_broker, envelopes, in_logs
from chassis.bus.topology import exchange_of
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from tests.brokers import Broker
from tests.chassis.bus.doors import Door
from tests.chassis.bus.street import declare, wait_until
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampBroken,
    LampChanged,
    Town,
    number_all,
    set_lamp,
    tell,
)

CHANGED, BROKEN = LampChanged.type, LampBroken.type


@pytest.mark.parametrize(
    ("pattern", "fitting"),
    [
        ("#", [CHANGED, BROKEN, "a"]),
        ("works.#", [CHANGED, BROKEN]),
        ("works.lamp.changed.v1", [CHANGED]),
        ("works.*.changed.v1", [CHANGED]),
        ("*.lamp.*.v1", [CHANGED, BROKEN]),
        ("#.v1", [CHANGED, BROKEN]),
        ("#.works.lamp.changed.v1.#", [CHANGED]),
        ("works.*", []),
        ("*", ["a"]),
        ("works.lamp", []),
        ("w.rks.#", []),
    ],
)
def test_a_pattern_means_what_the_broker_means_by_it(pattern: str, fitting: list[str]) -> None:
    found = [each for each in (CHANGED, BROKEN, "a") if Patterns([pattern]).fits(each)]
    assert found == fitting


def test_no_pattern_is_every_fact_and_several_are_any_of_them() -> None:
    assert Patterns([]).fits(CHANGED)
    assert Patterns(["works.#", "works.lmp.#"]).unfit([CHANGED]) == ["works.lmp.#"]
    both = Patterns(["works.lamp.broken.v1", "*.*.changed.*"])
    assert (both.fits(CHANGED), both.fits(BROKEN), both.fits("a.b.c.v1")) == (True, True, False)


class Watch:
    """Somebody who looks on in a thread of their own."""

    def __init__(self, look: Callable[[threading.Event, Callable[[str], None]], Iterator[bytes]]):
        self.subjects: list[str] = []
        self.said: list[str] = []
        self.stop = threading.Event()
        self._look = look
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for envelope in envelopes(self._look(self.stop, self.said.append)):
            self.subjects.append(envelope.subject)

    def sees(self, *subjects: str) -> None:
        wait_until(lambda: set(subjects) <= set(self.subjects))

    def end(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


def test_the_logs_are_followed_from_now_on(town: Town) -> None:
    works, mill = town.works(), town.again(town.works())
    tell(works, "before")
    watch = Watch(
        lambda stop, say: in_logs(
            {"works": works, "mill": mill}, Patterns(["*.lamp.broken.v1"]), stop, say
        )
    )
    breaking = iter(range(1000))

    def is_seen() -> bool:
        with works.write() as session:
            set_lamp(session, f"lamp-{next(breaking)}", fact=LampBroken)
        number_all(works)
        return bool(watch.subjects)

    wait_until(is_seen)
    tell(works, "only changed")
    with mill.write() as session:
        set_lamp(session, "last", fact=LampBroken)
    number_all(mill)
    watch.sees("last")
    watch.end()
    assert {"before", "only changed"}.isdisjoint(watch.subjects)
    assert watch.said == []


def test_a_database_that_is_away_is_said_once() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    watch = Watch(lambda stop, say: in_logs({"works": away}, Patterns([]), stop, say))
    wait_until(lambda: bool(watch.said))
    watch.end()
    assert watch.said == ["The database of works does not answer. Waiting for it."]
    away.dispose()


def test_the_broker_shows_what_is_published_and_fits(vhost: str) -> None:
    declare(vhost, {"east": [LAMPS]})
    watch = Watch(lambda stop, say: at_broker(vhost, Patterns(["*.lamp.broken.v1"]), stop, say))
    publish_until_seen(watch, vhost)
    with channel(vhost) as ours:
        publish(ours, LampChanged(lamp="only changed", glow=1))
        publish(ours, LampBroken(lamp="last", glow=1))
    watch.sees("last")
    watch.end()
    assert set(watch.subjects) == {"first", "last"}
    assert watch.said == []


def test_its_queue_goes_with_it(vhost: str, broker: Broker) -> None:
    declare(vhost, {"east": [LAMPS]})
    watch = Watch(lambda stop, say: at_broker(vhost, Patterns([]), stop, say))
    publish_until_seen(watch, vhost)
    watch.end()
    queues = httpx.get(f"{broker.admin}/api/queues/{vhost.rpartition('/')[2]}").json()
    assert all(each["name"].startswith(("svc.", "ciss.")) for each in queues)


def test_a_broker_that_is_away_is_said_once_and_gone_on_with(
    vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "PAUSE_SECONDS", 0.05)
    declare(vhost, {"east": [LAMPS]})
    door = Door(int(pika.URLParameters(vhost).port))
    url = vhost.replace(f":{door.leads_to}/", f":{door.port}/")
    watch = Watch(lambda stop, say: at_broker(url, Patterns([]), stop, say))
    wait_until(lambda: bool(watch.said))
    with door.open():
        publish_until_seen(watch, vhost)
    wait_until(lambda: len(watch.said) == 3)
    watch.end()
    away, back, again = watch.said
    assert away.startswith("The broker does not answer")
    assert back == "The broker is back."
    assert again.startswith("The broker does not answer")


def test_a_broker_that_refuses_is_not_waited_for(vhost: str) -> None:
    said: list[str] = []
    wrong = vhost.replace("guest:guest@", "guest:sesame@")
    with pytest.raises(Unavailable, match="the name or the password"):
        next(at_broker(wrong, Patterns([]), threading.Event(), said.append))
    assert said == []


def test_what_passes_while_the_reader_is_slow_waits_at_the_broker(
    vhost: str, broker: Broker
) -> None:
    declare(vhost, {"east": [LAMPS]})
    is_read = threading.Event()

    def slowly(stop: threading.Event, say: Callable[[str], None]) -> Iterator[bytes]:
        for body in at_broker(vhost, Patterns([]), stop, say):
            yield body
            is_read.wait()

    watch = Watch(slowly)
    publish_until_seen(watch, vhost)
    with channel(vhost) as ours:
        for number in range(3 * PREFETCH):
            publish(ours, LampBroken(lamp=f"lamp-{number}", glow=1))
    name = vhost.rpartition("/")[2]

    def is_kept() -> bool:
        queues = httpx.get(f"{broker.admin}/api/queues/{name}").json()
        [its] = [each for each in queues if each["name"].startswith("amq.gen")]
        held, ready = its.get("messages_unacknowledged"), its.get("messages_ready", 0)
        return bool(held == PREFETCH and ready >= 2 * PREFETCH)

    wait_until(is_kept)
    is_read.set()
    watch.sees(*(f"lamp-{number}" for number in range(3 * PREFETCH)))
    watch.end()


def test_a_broker_without_its_exchanges_is_said_with_what_to_type(vhost: str) -> None:
    watch = Watch(lambda stop, say: at_broker(vhost, Patterns([]), stop, say))
    wait_until(lambda: bool(watch.said))
    watch.end()
    assert "ciss events topology apply" in watch.said[0]


@contextmanager
def channel(url: str) -> Iterator[Any]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    yield connection.channel()
    connection.close()


def publish(ours: Any, fact: LampChanged) -> None:
    envelope = Envelope(
        id=new_id(),
        source="/ciss/works",
        type=fact.type,
        subject=fact.subject,
        time=NOON,
        tier=fact.tier,
        partner="md",
        subjectversion="1",
        data=Raw(encode_fact(fact)),
    )
    ours.basic_publish(exchange_of(fact.tier), fact.type, encode_envelope(envelope))


def publish_until_seen(watch: Watch, url: str) -> None:
    """Publish until the watch has seen one: from then on it looks."""

    def is_seen() -> bool:
        with channel(url) as ours:
            publish(ours, LampBroken(lamp="first", glow=1))
        return "first" in watch.subjects

    wait_until(is_seen)
