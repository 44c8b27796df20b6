"""A broker is believed only with a certificate for its host; what it says no to is said so."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from uuid import uuid4

import httpx
import pytest
from kombu.exceptions import OperationalError
from prometheus_client import CollectorRegistry

from chassis.bus.dial import AWAY, REFUSES, UNTRUSTED, dial
from chassis.bus.drift import Admin
from chassis.bus.inbox import Subscription
from chassis.bus.intake import Intake
from chassis.bus.metrics import Meters
from chassis.bus.publisher import Publisher
from chassis.bus.queues import connected, look
from chassis.bus.topology import Topology
from chassis.db import Database
from chassis.errors import Unavailable
from tests.brokers import Broker
from tests.certificates import Authority, listener
from tests.chassis.bus.street import wait_until
from tests.servers import free_port

AMQP = b"AMQP\x00\x00\x09\x01"
Call = Callable[[str], object]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this process trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


def dial_it(url: str) -> None:
    with closing(dial(url, connect_timeout=3)) as connection:
        connection.connect()


@pytest.fixture
def mend_it(broker: Broker) -> Call:
    def apply(url: str) -> None:
        with Admin(url, broker.admin) as admin:
            admin.apply(Topology({}))

    return apply


def send_to_it(url: str) -> str:
    """Open a publisher; return why it ended."""
    publisher = Publisher(url, Meters(CollectorRegistry()).sending)
    wait_until(lambda: publisher.trouble is not None)
    publisher.close()
    return str(publisher.trouble)


def look_at_it(url: str) -> None:
    look(url, ["svc.east"])


@pytest.fixture
def take_in_from_it(district: Database) -> Call:
    def step(url: str) -> None:
        meters = Meters(CollectorRegistry()).taking
        none: list[Subscription] = []
        with closing(Intake("east", district, url, none, meters=meters, stop=Event())) as intake:
            intake.step()

    return step


def test_nothing_is_said_to_a_broker_whose_certificate_is_for_another(
    authority: Authority, mend_it: Call, take_in_from_it: Call
) -> None:
    with listener(authority.context("elsewhere.example")) as (port, heard):
        for call in (dial_it, mend_it, send_to_it, look_at_it, take_in_from_it):
            try:
                said = call(f"amqps://guest:guest@localhost:{port}/%2F")
            except (OSError, OperationalError, Unavailable):
                continue
            assert "not for this host" in str(said)
        assert heard == []


def test_one_with_a_certificate_for_its_host_is_spoken_to(authority: Authority) -> None:
    with listener(authority.context("localhost")) as (port, heard):
        with pytest.raises(OSError):  # noqa: PT011 - it hangs up on everybody
            dial_it(f"amqps://guest:guest@localhost:{port}/%2F")
        with pytest.raises(Unavailable):
            look_at_it(f"amqps://guest:guest@localhost:{port}/%2F")
        assert set(heard) == {AMQP}


def test_a_certificate_nobody_trusts_is_said_so(tmp_path: Path) -> None:
    with listener(Authority(tmp_path).context("localhost")) as (port, heard):
        with pytest.raises(Unavailable, match="not trusted") as refused:
            look_at_it(f"amqps://guest:guest@localhost:{port}/%2F")
        assert (refused.value.reason, heard) == (UNTRUSTED, [])


def words_of(url: str) -> tuple[str, str]:
    with pytest.raises(Unavailable) as refused:
        look_at_it(url)
    return refused.value.reason, refused.value.detail


def test_a_wrong_password_is_no_absent_broker(vhost: str, mend_it: Call) -> None:
    wrong = vhost.replace("guest:guest@", "guest:sesame@")
    reason, words = words_of(wrong)
    assert (reason, "the name or the password" in words) == (REFUSES, True)
    assert "the name or the password" in send_to_it(wrong)
    with pytest.raises(Unavailable, match="the name or the password"):
        mend_it(wrong)
    assert "sesame" not in words + send_to_it(wrong)


def test_an_unknown_virtual_host_is_said(vhost: str) -> None:
    reason, words = words_of(f"{vhost}-not")
    assert (reason, "no such virtual host" in words) == (REFUSES, True)
    assert "no such virtual host" in send_to_it(f"{vhost}-not")


def test_a_user_that_may_not_do_this_is_said(broker: Broker, vhost: str) -> None:
    host, name = vhost.rpartition("@")[2], f"weak-{uuid4().hex}"
    rights = {"configure": "^$", "write": "^$", "read": "^$"}
    with httpx.Client(base_url=broker.admin) as admin:
        admin.put(f"/api/users/{name}", json={"password": "weak", "tags": ""}).raise_for_status()
        admin.put(f"/api/permissions/{vhost.rpartition('/')[2]}/{name}", json=rights)
        with (
            pytest.raises(Unavailable, match="too little") as refused,
            connected(f"amqp://{name}:weak@{host}") as connection,
        ):
            connection.channel().queue_declare("svc.east")
        admin.delete(f"/api/users/{name}")
    assert refused.value.reason == REFUSES


def test_one_that_is_away_or_hangs_up_or_says_nothing_refuses_nobody(
    authority: Authority, broker: Broker
) -> None:
    admin = httpx.URL(broker.admin)
    with listener(authority.context("localhost")) as (port, _):
        for url in (
            f"amqp://guest:guest@127.0.0.1:{free_port()}/",
            f"amqp://guest:guest@127.0.0.1:{port}/",
            f"amqps://guest:guest@localhost:{port}/",
            f"amqp://guest:guest@{admin.host}:{admin.port}/",
        ):
            assert words_of(url)[0] == AWAY, url
