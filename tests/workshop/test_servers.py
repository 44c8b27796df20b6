"""The private servers come as asked, or say why not, and leave nothing behind."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import make_url

from chassis.clock import monotonic
from tests.brokers import START_SECONDS, PrivateBroker
from tests.servers import NotToBeHadError, PrivateServer, free_port, fresh_database, postgresql
from tests.servers import postgresql_binaries as binaries


def ask(url: str, question: str) -> object:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_a_durable_server_keeps_its_promises_and_goes_without_a_trace() -> None:
    folder = binaries()
    assert folder, "PostgreSQL's programs are needed here"
    server = PrivateServer(folder, durable=True)
    server.start()
    try:
        assert ask(server.url, "SHOW fsync") == "on"
    finally:
        server.stop()
    assert server.process.poll() is not None
    assert not server.folder.exists()


def test_a_copy_of_a_database_has_what_the_database_had() -> None:
    with fresh_database(postgresql()) as original:
        with psycopg.connect(original.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE mark AS SELECT 7 AS value")
        with fresh_database(postgresql(), template=original) as copy:
            assert ask(copy, "SELECT value FROM mark") == 7


def test_a_server_that_cannot_start_says_why() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "initdb").write_text("#!/bin/sh\necho 'the disk is full' >&2\nexit 1\n")
        (folder / "initdb").chmod(0o755)
        with pytest.raises(NotToBeHadError, match="the disk is full"):
            PrivateServer(folder, durable=False).start()


def test_a_broker_that_cannot_start_says_so_at_once() -> None:
    broker = PrivateBroker()
    (broker.folder / "rabbitmq.conf").write_text("no.such.setting = 1\n")
    began = monotonic()
    try:
        with pytest.raises(NotToBeHadError, match="RabbitMQ"):
            broker.start()
    finally:
        broker.stop()
    assert monotonic() - began < START_SECONDS / 2
    assert not broker.folder.exists()


def test_a_free_port_is_none_that_an_outgoing_connection_is_given() -> None:
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(given.read_text().split()[0]) if given.exists() else 49_152
    assert all(1024 < free_port() < lowest for _ in range(100))
