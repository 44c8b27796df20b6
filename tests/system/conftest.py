"""The deployment the story plays on: the real program on SQLite files, then on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.servers import fresh_database, postgresql
from tests.system.program import SERVICES, Program
from tests.system.telling import Telling


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tale(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Telling]:
    """One deployment for the whole story; its steps build on each other."""
    folder = tmp_path_factory.mktemp("story") / "data"
    with ExitStack() as kept:
        databases = {}
        if request.param == "postgresql":
            databases = {s: kept.enter_context(fresh_database(postgresql())) for s in SERVICES}
        telling = Telling(Program(folder, databases))
        kept.callback(telling.program.kill)
        yield telling
