"""One deployment: its settings, keys, databases and clock; what is in them is not known here.

Whoever needs no service imports this alone, since reading all four takes some seconds.
"""

from dataclasses import replace
from functools import cached_property

from chassis import migrate
from chassis.clock import Clock, FileClock, SystemClock
from chassis.db import Database
from chassis.errors import DomainError
from chassis.keyring import Keyring
from chassis.settings import Settings
from registry.partners import queries as partners

NAMES = ("registry", "training", "certification", "reports")
"""The services, each of which has a database."""


class NotSetUp(DomainError):
    """There is no deployment in this data folder yet."""


class Deployment:
    """What every command works on: the settings, the keys, the databases and the clock."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.keyring = Keyring(settings.data / "keys")
        self._settings = settings
        self._clock = clock
        self._databases: dict[str, Database] = {}

    @cached_property
    def clock(self) -> Clock:
        """Return the clock that was given, the test clock if one is named, or the real one."""
        if self._clock is not None:
            return self._clock
        file = self._settings.test_clock
        return FileClock(file) if file else SystemClock()

    @cached_property
    def settings(self) -> Settings:
        """Return the settings, with the service key from the keyring if none was given."""
        if self._settings.service_key or not self.keyring.is_made:
            return self._settings
        return replace(self._settings, service_key=self.keyring.service_key())

    def database(self, service: str) -> Database:
        """Return a service's database, opened once."""
        if service not in self._databases:
            url = self._settings.database_url(service)
            self._databases[service] = Database(url, deployment=self._settings.deployment)
        return self._databases[service]

    def databases(self) -> dict[str, Database]:
        """Return every service's database."""
        return {name: self.database(name) for name in NAMES}

    def migrate(self) -> None:
        """Bring every database to the newest shape."""
        for name in NAMES:
            migrate.upgrade(name, self._settings.database_url(name))

    @property
    def is_set_up(self) -> bool:
        """Say whether there is a partner; an empty folder stays empty."""
        if not self.keyring.is_made or migrate.current(self.database("registry")) is None:
            return False
        with self.database("registry").read() as session:
            return partners.first(session) is not None

    def check_set_up(self) -> None:
        """Refuse to go on in an empty folder.

        Raises:
            NotSetUp: with the sentence to type.

        """
        if not self.is_set_up:
            raise NotSetUp(
                f"Nothing is set up in {self._settings.data} yet. "
                "Type: ciss setup --config setup.yaml (or ciss setup --demo to look around).",
                reason="not_set_up",
            )

    def wipe(self) -> None:
        """Delete every table of every service, and the keys; there is no way back."""
        for name, database in self.databases().items():
            migrate.downgrade(name, self._settings.database_url(name))
            database.dispose()
        self.keyring.destroy()

    def dispose(self) -> None:
        """Close every connection."""
        for database in self._databases.values():
            database.dispose()
