from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from chassis.bus import outbox, status
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import ingest
from chassis.bus.sequencer import number
from chassis.bus.status import Member
from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import new_id
from chassis.tables import outbox as log
from contracts.registry import SCHOOL_FACTS, SchoolChanged, SchoolStatus
from registry.schools import actions  # noqa: F401 - the app is whole only with it
from registry.traffic.queries import NEIGHBOURS, PARTS
from tests.registry.conftest import PageAs

URL = "/registry/system"
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
    assert "All news has arrived" in shown
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
    assert "All news has arrived" in text_of(page_as("ops").get(URL))
    monkeypatch.setattr(status, "_PAGE", 1)
    monkeypatch.setattr(status, "MOST_COMPARED", 1)
    shown = text_of(page_as("ops").get(URL))
    assert "at least 0" in shown
    assert "All news has arrived" not in shown


def test_what_is_stuck_is_shown_with_its_reason_and_without_its_words(
    registry: Flask, page_as: PageAs, database: Database
) -> None:
    registry.extensions[NEIGHBOURS] = {"training": Member(database, LISTENS)}
    ingest(database, [b'{"secret": "words"}'], LISTENS)
    answer = page_as("ops").get(URL)
    shown = text_of(answer)
    assert "1 piece of news is stuck" in shown
    assert "undecodable" in shown
    assert 'href="/training/traffic"' in answer.text
    assert "secret" not in answer.text
    assert "1" in text_of(page_as("ops").get("/registry/today"))


def test_only_ops_looks_at_the_system(page_as: PageAs) -> None:
    assert page_as("coordinator").get(URL).status_code == 403
