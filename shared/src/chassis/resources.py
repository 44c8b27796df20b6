"""What a running app carries, typed at one place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app
from prometheus_client import CollectorRegistry

from chassis.clock import Clock
from chassis.db import Database
from chassis.settings import Settings

if TYPE_CHECKING:
    from chassis.tokens import Keys

EXTENSION = "ciss"


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Everything a service's handlers may reach for.

    Attributes:
        service: the service's name, which is also the first part of its paths.
        keys: where the public keys of sign-in tokens come from.
        pages_key: secret of this service for form tokens and sealed answers.

    """

    service: str
    settings: Settings
    database: Database
    clock: Clock
    keys: "Keys"
    pages_key: bytes
    metrics: CollectorRegistry


def resources() -> Resources:
    """Return the running app's resources."""
    return cast(Resources, current_app.extensions[EXTENSION])


def settings() -> Settings:
    """Return the settings."""
    return resources().settings


def database() -> Database:
    """Return the database."""
    return resources().database


def clock() -> Clock:
    """Return the clock."""
    return resources().clock
