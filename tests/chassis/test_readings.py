"""What is declared as recorded is shown only with a row in the record: pages and API."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from chassis import audit
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit as record
from chassis.tables import audit_head
from tests.chassis import toy

HOUSE = UUID("0198c1f0-0000-7000-8000-000000000001")
PAGE, API = f"/toy/houses/{HOUSE}/diary", f"/toy/api/v1/houses/{HOUSE}/diary"
BOTH = pytest.mark.parametrize("url", [PAGE, API])


@pytest.fixture
def reader(app: Flask, client: FlaskClient, clock: StillClock) -> FlaskClient:
    assert app.name == "toy"
    client.set_cookie("ciss", f"{toy.token(clock, 'writer')}~")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {toy.token(clock, 'writer')}"
    return client


def deeds(database: Database) -> Sequence[Any]:
    with database.read() as session:
        return session.execute(select(record).order_by(record.c.no)).all()


@BOTH
def test_a_recorded_read_leaves_a_row(reader: FlaskClient, database: Database, url: str) -> None:
    assert reader.get(url).status_code == 200
    [row] = deeds(database)
    assert (row.what, row.subject, row.place) == ("diary.read", str(HOUSE), str(HOUSE))
    assert (row.role, row.why) == ("writer", None)


@BOTH
def test_a_row_a_day_is_enough(
    reader: FlaskClient, database: Database, clock: StillClock, url: str
) -> None:
    for _time in range(3):
        reader.get(url)
    assert len(deeds(database)) == 1
    with database.write() as session:
        yesterday = clock.now() - timedelta(days=1)
        session.execute(delete(record))
        session.execute(audit_head.update().values(no=0, hash="0" * 64))
        old = audit.Deed(toy.READER, "diary.read", str(HOUSE))
        audit.append_all(session, [old], now=yesterday)
    reader.get(url)
    assert len(deeds(database)) == 2


@BOTH
def test_a_refused_read_leaves_no_row(reader: FlaskClient, database: Database, url: str) -> None:
    assert reader.get(f"{url}?shut=yes").status_code == 404
    assert not deeds(database)


@BOTH
def test_nothing_is_shown_that_cannot_be_recorded(
    reader: FlaskClient, database: Database, url: str
) -> None:
    with database.write() as session:
        session.execute(delete(audit_head))
    reader.application.testing = False
    answer = reader.get(url)
    assert answer.status_code == 500
    assert "dear diary" not in answer.text
    assert not deeds(database)


@BOTH
def test_the_handler_may_say_where_the_thing_belongs(
    reader: FlaskClient, database: Database, url: str
) -> None:
    assert reader.get(url.replace("houses", "letters")).status_code == 200
    assert [row.place for row in deeds(database)] == ["elsewhere"]


def test_a_read_that_is_not_declared_leaves_no_row(reader: FlaskClient, database: Database) -> None:
    assert reader.get("/toy/wall").status_code == 200
    assert not deeds(database)
