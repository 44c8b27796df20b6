"""A broker for the tests that ask: one for the run, an empty virtual host for each test."""

from collections.abc import Iterator

import pytest

from tests.brokers import Broker, fresh_vhost, rabbitmq


@pytest.fixture(scope="session")
def broker() -> Broker:
    """The broker of this run."""
    return rabbitmq()


@pytest.fixture
def vhost(broker: Broker) -> Iterator[str]:
    """The AMQP address of an empty virtual host."""
    with fresh_vhost(broker) as url:
        yield url
