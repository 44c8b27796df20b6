"""The three services that listen to registry, each as a running app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import KeySet
from prometheus_client import CollectorRegistry

from chassis.clock import StillClock
from chassis.db import Database
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings


class NoKeys:
    """Nobody is signed in here."""

    def key_set(self, *, fresh: bool = False) -> KeySet:  # noqa: ARG002 - there are none
        return KeySet([])


@dataclass(frozen=True)
class Running:
    """One service over a fresh database."""

    service: Service
    database: Database
    app: Flask

    def client(self) -> FlaskClient:
        return self.app.test_client()


StartService = Callable[[str], Running]


@pytest.fixture
def start_service(
    migrated_url: Callable[[str], str], clock: StillClock, tmp_path: Path
) -> Iterator[StartService]:
    """A function: start the service with this name."""
    opened: list[Database] = []

    def start(name: str) -> Running:
        module: Any = import_module(f"{name}.app")
        database = Database(migrated_url(name))
        opened.append(database)
        resources = Resources(
            service=name,
            settings=Settings(data=tmp_path),
            database=database,
            clock=clock,
            keys=NoKeys(),
            pages_key=b"p" * 32,
            metrics=CollectorRegistry(),
        )
        return Running(module.SERVICE, database, module.create_app(resources))

    yield start
    for database in opened:
        database.dispose()
