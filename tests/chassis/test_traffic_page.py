"""The page of one service's traffic: figures, what got stuck, and what an operator does there."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from chassis import audit
from chassis.bus import trafficview
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.resources import EXTENSION
from chassis.tables import audit as record
from chassis.tables import inbox, outbox
from tests.chassis import toy
from tests.chassis.bus.plans import write
from tests.chassis.bus.town import LAMPS, LampChanged

URL = "/toy/traffic"
SECRET = "what the fact says"
LAMP, PRICE = "works.lamp.changed.v1", "works.price.changed.v1"

TYPES = [LAMP, LAMP, PRICE]


@pytest.fixture
def ops(client: FlaskClient, clock: StillClock) -> FlaskClient:
    """The browser of somebody who looks after the system."""
    client.set_cookie("ciss", f"{toy.token(clock, 'ops')}~")
    return client


@pytest.fixture
def stuck(app: Flask, database: Database) -> list[str]:
    """Ids of three facts that are stuck: two of one type, one of another."""
    assert app.name == "toy"
    return [put_down(database, name, type_) for name, type_ in zip("abc", TYPES, strict=True)]


def test_a_list_that_lacks_what_was_told_before_it_was_there_is_named(
    app: Flask, ops: FlaskClient, database: Database
) -> None:
    assert "lacks what was told" not in words(soup(ops))
    row = {"event_id": "old", "source": "works", "type": LAMP, "state": "applied", "attempts": 0}
    with database.write() as session:
        session.execute(insert(inbox).values(row))
    app.extensions["bus_subscriptions"] = [LAMPS]
    shown = words(soup(ops))
    assert "The read model lamp of toy lacks what was told before it was there." in shown
    assert "Nothing is stuck here" not in shown
    assert "ciss events replay toy --projection lamp" in shown


def put_down(
    database: Database,
    event_id: str,
    type_: str = LAMP,
    reason: str = "no_lamp: There is no such lamp.\nand more",
) -> str:
    row = {
        "event_id": event_id,
        "source": "works",
        "type": type_,
        "state": "dead",
        "attempts": 8,
        "reason": reason,
        "stack": "in handle",
        "body": SECRET.encode(),
    }
    with database.write() as session:
        session.execute(insert(inbox).values(row))
    return event_id


def soup(browser: FlaskClient, url: str = URL) -> BeautifulSoup:
    answer = browser.get(url)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def fields_of(page: BeautifulSoup, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that leads to an address."""
    form = page.find("form", action=action)
    assert form is not None, f"no form to {action}"
    return {str(each["name"]): str(each["value"]) for each in form.find_all("input")}


def states(database: Database) -> dict[str, str]:
    with database.read() as session:
        rows = session.execute(select(inbox.c.event_id, inbox.c.state))
        return {row.event_id: row.state for row in rows}


def deeds(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        assert audit.verify(session).is_whole
        rows = session.execute(select(record).order_by(record.c.no))
        return [(row.what, row.subject, row.who, row.role, row.why) for row in rows]


def test_a_quiet_service_says_that_nothing_is_stuck(ops: FlaskClient) -> None:
    page = soup(ops)
    assert "News of toy" in words(page)
    assert "Nothing is stuck here" in words(page)
    assert page.find("table") is None


def test_what_is_stuck_is_shown_with_its_reason_and_never_with_its_words(
    ops: FlaskClient, stuck: list[str]
) -> None:
    page = soup(ops)
    assert "toy has 3 dead facts (stuck news)." in words(page)
    assert "ciss events dead list --service toy" in words(page)
    assert "Nothing is stuck here" not in words(page)
    assert "no_lamp: There is no such lamp." in words(page)
    assert "and more" not in str(page)
    assert SECRET not in str(page)
    assert SECRET not in str(soup(ops, f"{URL}/{stuck[0]}/giving-up"))


def test_an_endless_word_in_a_reason_may_be_broken_anywhere(
    ops: FlaskClient, database: Database
) -> None:
    put_down(database, "d", reason="x" * 500)
    assert "x" * 500 in [each.text for each in soup(ops).select("td .foreign")]


def test_a_broker_that_is_away_is_named_and_no_worker_is_blamed(
    app: Flask, ops: FlaskClient, database: Database
) -> None:
    ours = app.extensions[EXTENSION]
    away = replace(ours.settings, amqp_url="amqp://guest:guest@127.0.0.1:1/")
    app.extensions[EXTENSION] = replace(ours, settings=away)
    write(database, [(LampChanged, "a")])
    with database.write() as session:
        session.execute(update(outbox).values(created_at=database_now(-40)))
    shown = words(soup(ops))
    assert "The broker does not answer; facts wait in the databases until it does." in shown
    assert "toy has a fact that was not sent for" in shown
    assert "Nothing is stuck here" not in shown
    assert "worker" not in shown


@pytest.mark.parametrize("role", ["coordinator", "head"])
def test_only_ops_may_look_or_act(
    client: FlaskClient, clock: StillClock, stuck: list[str], role: str
) -> None:
    client.set_cookie("ciss", f"{toy.token(clock, role)}~")
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}/{stuck[0]}/retry").status_code == 403
    client.delete_cookie("ciss")
    assert "/sign-in" in client.get(URL).headers["Location"]


def test_one_is_tried_again_and_that_is_on_record(
    ops: FlaskClient, database: Database, stuck: list[str]
) -> None:
    url = f"{URL}/{stuck[0]}/retry"
    form = fields_of(soup(ops), url)
    for _ in range(2):  # a double click is one deed
        answer = ops.post(url, data=form)
        assert answer.status_code == 303
    assert "It is tried again now" in words(soup(ops, answer.headers["Location"]))
    assert states(database) == {"a": "waiting", "b": "dead", "c": "dead"}
    assert deeds(database) == [("event.retried", "a", "u1", "ops", None)]


def test_what_was_dealt_with_meanwhile_is_not_found(
    ops: FlaskClient, database: Database, stuck: list[str]
) -> None:
    url = f"{URL}/{stuck[0]}/retry"
    form = fields_of(soup(ops), url)
    with database.write() as session:
        session.execute(update(inbox).values(state="discarded"))
    answer = ops.post(url, data=form)
    assert answer.status_code == 404
    assert "dealt with meanwhile" in answer.text
    assert deeds(database) == []


def test_a_form_without_its_token_does_nothing(
    ops: FlaskClient, database: Database, stuck: list[str]
) -> None:
    for path in (f"{stuck[0]}/retry", "retry", f"{stuck[0]}/giving-up"):
        assert ops.post(f"{URL}/{path}", data={"type": LAMP, "why": "x"}).status_code == 422
    assert set(states(database).values()) == {"dead"}


def test_all_of_a_type_are_tried_again(
    ops: FlaskClient, database: Database, stuck: list[str]
) -> None:
    page = soup(ops)
    assert "Try all 2 again" in words(page)
    answer = ops.post(f"{URL}/retry", data=fields_of(page, f"{URL}/retry"))
    assert answer.status_code == 303
    assert states(database) == {"a": "waiting", "b": "waiting", "c": "dead"}
    assert [deed[:2] for deed in deeds(database)] == [
        ("event.retried", "a"), ("event.retried", "b"),
    ]  # fmt: skip
    assert stuck


def test_giving_up_asks_why_and_keeps_the_reason(
    ops: FlaskClient, database: Database, stuck: list[str]
) -> None:
    url = f"{URL}/{stuck[2]}/giving-up"
    page = soup(ops, url)
    form = {
        str(each["name"]): str(each["value"]) for each in page.select("form.ask input[type=hidden]")
    }
    empty = ops.post(url, data=form | {"why": " "})
    assert empty.status_code == 422
    assert "Write why." in empty.text
    assert ops.post(url, data=form | {"why": "x" * 201}).status_code == 422
    for _ in range(2):
        assert ops.post(url, data=form | {"why": " told twice "}).status_code == 303
    assert states(database)["c"] == "discarded"
    assert deeds(database) == [("event.discarded", "c", "u1", "ops", "told twice")]
    assert ops.get(url).status_code == 404


def test_the_list_is_narrowed_by_type_and_read_page_by_page(
    ops: FlaskClient, stuck: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stuck == ["a", "b", "c"]
    monkeypatch.setattr(trafficview, "PAGE_SIZE", 1)
    only = soup(ops, f"{URL}?type={LAMP}")
    assert only.find("form", action=f"{URL}/b/retry")
    assert only.find("form", action=f"{URL}/c/retry") is None
    link = only.find("a", rel="next")
    assert link is not None
    following = soup(ops, str(link["href"]))
    assert following.find("form", action=f"{URL}/a/retry")
    assert following.find("a", rel="next") is None
    assert ops.get(f"{URL}?after=nonsense").status_code == 422


def test_facts_without_an_id_of_their_own_can_be_dealt_with(
    ops: FlaskClient, database: Database
) -> None:
    event_id = put_down(database, f"sha256:{'0' * 64}", "unknown")
    url = f"{URL}/{event_id}/retry"
    assert ops.post(url, data=fields_of(soup(ops), url)).status_code == 303
    assert states(database) == {event_id: "waiting"}


def test_metrics_show_what_is_stuck(ops: FlaskClient, stuck: list[str]) -> None:
    assert stuck
    assert 'ciss_bus_inbox{state="dead"} 3.0' in ops.get("/toy/metrics").text
