"""What people type and what opens doors is in no log and no fact, and in no table as it stands."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
import structlog
from flask import Flask
from sqlalchemy import MetaData, select

from chassis import log
from chassis.clock import StillClock
from chassis.db import Database
from tests.registry.conftest import Door
from tests.registry.front_door import PASSWORD, R

NAME, LOGIN, EMAIL = "Zoreslava Quendolin", "zoreslava.q", "zoreslava@example.org"


@pytest.fixture
def real_log() -> Iterator[StringIO]:
    """All that the program logs, line by line as it does when it runs."""
    before = structlog.get_config()
    written = StringIO()
    log.configure("debug")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    yield written
    structlog.configure(**before)


def test_logs_and_tables_hold_no_secret(
    registry: Flask,
    door: Door,
    database: Database,
    clock: StillClock,
    real_log: StringIO,
) -> None:
    secret = door.secret(LOGIN, "safeguarding")
    door.accept(secret, display_name=NAME, lang="ro", password="too short")
    done = door.accept(secret, display_name=NAME, lang="ro", password=PASSWORD, email=EMAIL).json
    codes = done["one_time_codes"]
    door.tokens(LOGIN)
    door.tokens(LOGIN, "a wrong guess")
    given = door.tokens(LOGIN, otp=codes[0]).json
    clock.advance(timedelta(minutes=1))
    door.renew(given["refresh_token"])
    door.renew("nothing.1.good")
    browser = registry.test_client()
    browser.get(f"/registry/invitations/{secret}")
    browser.get("/registry/invitations/not-a-link")
    door.client.get(f"{R}/invitations/{secret}")
    written = real_log.getvalue()
    assert "<secret>" in written, "routes are logged as templates"
    key = done["totp_uri"].split("secret=")[1].split("&")[0]
    secrets = [secret, PASSWORD, key, given["access_token"], given["refresh_token"], *codes]
    people = [NAME, NAME.split(maxsplit=1)[0], LOGIN, EMAIL, done["user"]["id"]]
    for word in (*secrets, *people):
        assert word not in written

    tables = MetaData()
    tables.reflect(database.engine)
    with database.read() as session:
        for table in tables.sorted_tables:
            for row in session.execute(select(table)):
                stored = " ".join(_text(value) for value in row)
                assert not [word for word in secrets if word in stored], table.name
        for table in (tables.tables["outbox"], tables.tables["audit"]):
            for row in session.execute(select(table)):
                stored = " ".join(_text(value) for value in row)
                assert not [word for word in people[:4] if word in stored], table.name


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value) if not isinstance(value, UUID) else value.hex
