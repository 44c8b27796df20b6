from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, update

from chassis.bus import outbox, status
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import ingest
from chassis.bus.sequencer import number
from chassis.bus.status import Member
from chassis.bus.verdict import ALL_IS_WELL
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.ids import new_id
from chassis.resources import EXTENSION
from chassis.tables import outbox as log
from contracts.registry import SCHOOL_FACTS, SchoolChanged, SchoolStatus
from registry.schools import actions  # noqa: F401 - the app is whole only with it
from registry.traffic import queries
from registry.traffic.queries import NEIGHBOURS, PARTS
from tests.registry.conftest import PageAs

URL = "/registry/system"
WELL = str(ALL_IS_WELL)
LISTENS = (Subscription(SCHOOL_FACTS, lambda _session, _events: None),)


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def tell(database: Database, clock: StillClock) -> None:
    fact = SchoolChanged(
        school=new_id(),
        name="Lumina (demo)",
        country="MD",
        tz="Europe/Chisinau",
        status=SchoolStatus.VERIFIED,
        public_listing=False,
    )
    with database.write() as session:
        outbox.record(session, fact, version=1, partner="md", now=clock.now())


def test_one_service_alone_shows_its_own_figures(
    page_as: PageAs, database: Database, clock: StillClock
) -> None:
    tell(database, clock)
    shown = text_of(page_as("ops").get(URL))
    assert "each part has a page of its own: certification , reports , training" in shown
    assert "registry Ready 1" in shown
    assert "Nothing is wrong with what is seen from here" in shown
    assert WELL not in shown, "nobody here knows how the others are"
    assert "Nothing is stuck." in shown


def test_all_services_together_show_who_is_behind(
    registry: Flask, page_as: PageAs, database: Database, clock: StillClock
) -> None:
    registry.extensions[NEIGHBOURS] = {name: Member(database) for name in PARTS} | {
        "training": Member(database, LISTENS),
    }
    if database.dialect == "sqlite":
        tell(database, clock)
        answer = page_as("ops").get(URL)
        assert "1 piece of news is on its way" in text_of(answer)
        assert 'http-equiv="refresh"' in answer.text, "the page renews itself without JavaScript"
    shown = text_of(page_as("ops").get(URL))
    assert "training registry" in shown
    assert "elsewhere" not in shown


def test_news_that_was_not_looked_for_has_not_arrived(
    registry: Flask,
    page_as: PageAs,
    database: Database,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry.extensions[NEIGHBOURS] = {"registry": Member(database, LISTENS)}
    tell(database, clock)
    tell(database, clock)
    if database.dialect == "postgresql":
        number(database)
    with database.read() as session:
        bodies = list(session.scalars(select(log.c.body)))
    ingest(database, bodies, LISTENS)
    monkeypatch.setattr(queries, "PARTS", ["registry"])
    assert WELL in text_of(page_as("ops").get(URL))
    monkeypatch.setattr(status, "_PAGE", 1)
    monkeypatch.setattr(status, "MOST_COMPARED", 1)
    shown = text_of(page_as("ops").get(URL))
    assert "at least 0" in shown
    assert "has taken in the newest facts of registry, but has not looked" in shown
    assert WELL not in shown


def test_what_is_not_sent_is_never_called_well(
    registry: Flask, page_as: PageAs, database: Database, clock: StillClock
) -> None:
    registry.extensions[NEIGHBOURS] = {name: Member(database) for name in PARTS}
    use_broker(registry, "amqp://guest:guest@127.0.0.1:1/")
    shown = text_of(page_as("ops").get(URL))
    assert "The broker does not answer; facts wait in the databases until it does." in shown
    assert WELL not in shown
    assert "Nothing is wrong" not in shown
    tell(database, clock)
    with database.write() as session:
        session.execute(update(log).values(created_at=database_now(-40)))
    shown = text_of(page_as("ops").get(URL))
    assert "training has a fact that was not sent for 4" in shown
    assert "it waits for the broker" in shown
    assert WELL not in shown


def test_the_page_says_what_the_broker_lacks(
    registry: Flask, page_as: PageAs, database: Database, vhost: str
) -> None:
    registry.extensions[NEIGHBOURS] = {"reports": Member(database)}
    use_broker(registry, vhost)
    shown = text_of(page_as("ops").get(URL))
    assert "The broker has no queue svc.reports." in shown
    assert "ciss events topology apply" in shown


def use_broker(app: Flask, url: str) -> None:
    ours = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(ours, settings=replace(ours.settings, amqp_url=url))


def test_what_is_stuck_is_shown_with_its_reason_and_without_its_words(
    registry: Flask, page_as: PageAs, database: Database
) -> None:
    registry.extensions[NEIGHBOURS] = {"training": Member(database, LISTENS)}
    ingest(database, [b'{"secret": "words"}'], LISTENS)
    answer = page_as("ops").get(URL)
    shown = text_of(answer)
    assert "training has 1 dead fact (stuck news)." in shown
    assert "ciss events dead list --service training" in shown
    assert "undecodable" in shown
    assert 'href="/training/traffic"' in answer.text
    assert "secret" not in answer.text
    assert "1" in text_of(page_as("ops").get("/registry/today"))


def test_only_ops_looks_at_the_system(page_as: PageAs) -> None:
    assert page_as("coordinator").get(URL).status_code == 403
