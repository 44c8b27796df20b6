"""A database of its own for each test that asks, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import make_url

from chassis import migrate
from tests.servers import fresh_database, postgresql

KINDS = ("sqlite", "postgresql")


class Templates:
    """Each service's tables, made once a run on each database by its migrations."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, str], str] = {}
        self.kept = ExitStack()

    def url(self, kind: str, service: str) -> str:
        """Return the address of a service's template, migrating it at the first call."""
        if (kind, service) not in self._made:
            url = self._empty(kind, service)
            migrate.upgrade(service, url)
            self._made[kind, service] = url
        return self._made[kind, service]

    def _empty(self, kind: str, service: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / service}.db"
        return self.kept.enter_context(fresh_database(postgresql()))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    made = Templates(tmp_path_factory.mktemp("templates"))
    with made.kept:
        yield made


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`: the test runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, empty database."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    with fresh_database(postgresql()) as url:
        yield url


@pytest.fixture
def migrated_url(
    database_kind: str, tmp_path: Path, templates: Templates
) -> Iterator[Callable[[str], str]]:
    """A function: the address of a fresh database with the tables of the service named."""
    with ExitStack() as kept:

        def make(service: str) -> str:
            template = templates.url(database_kind, service)
            if database_kind == "postgresql":
                return kept.enter_context(fresh_database(postgresql(), template))
            copy = tmp_path / f"{service}.db"
            shutil.copyfile(make_url(template).database or "", copy)
            return f"sqlite:///{copy}"

        yield make
