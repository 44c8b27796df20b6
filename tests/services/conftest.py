"""The three services that listen to registry, each as a running app."""

from collections.abc import Callable
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
from tests.plugins.databases import Stand
from tests.plugins.once import Once


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
    borrow: Callable[[str], Stand], clock: StillClock, ram_folder: Path, once: Once
) -> StartService:
    """A function: start the service with this name."""

    def start(name: str) -> Running:
        module: Any = import_module(f"{name}.app")
        database = borrow(name).database
        app: Flask = once(("app without keys", database), lambda: make(module, name, database))
        return Running(module.SERVICE, database, app)

    def make(module: Any, name: str, database: Database) -> Flask:
        resources = Resources(
            service=name,
            settings=Settings(data=ram_folder / "none"),
            database=database,
            clock=clock,
            keys=NoKeys(),
            pages_key=b"p" * 32,
            metrics=CollectorRegistry(),
        )
        made: Flask = module.create_app(resources)
        return made

    return start
