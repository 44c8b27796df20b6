"""The deployment the story plays on: the real program on SQLite files, then on real servers."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.brokers import fresh_vhost, rabbitmq
from tests.servers import fresh_database, postgresql
from tests.system.program import SERVICES, Program
from tests.system.telling import Telling


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tale(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Telling]:
    """One deployment for the whole story; its steps build on each other.

    With PostgreSQL comes RabbitMQ, as where services run apart; with SQLite they read logs.
    """
    folder = tmp_path_factory.mktemp("story") / "data"
    with ExitStack() as kept:
        program = Program(folder)
        if request.param == "postgresql":
            program.databases = {
                service: kept.enter_context(fresh_database(postgresql())) for service in SERVICES
            }
            broker = rabbitmq()
            program.broker = kept.enter_context(fresh_vhost(broker)), broker.admin
            program.ciss("events", "topology", "apply")
        telling = Telling(program)
        kept.callback(program.kill)
        yield telling
