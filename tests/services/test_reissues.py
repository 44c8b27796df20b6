"""A role that changed hands outdates older tokens in every service, and nobody is named."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from chassis import reissues
from chassis.clock import StillClock
from chassis.db import Database
from chassis.reissues import Reissues
from chassis.tables import role_reissue
from contracts.registry import RoleReissued
from tests.registry.conftest import PARTNER_ID
from tests.registry.front_door import PageAs, Tokens
from tests.services.served import (
    Hear,
    app,
    client,
    database,
    hear,
    page_as,
    resources,
    service,
    signing_key,
    stand,
    token,
)
from tests.statements import statements

__all__ = [
    "app",
    "client",
    "database",
    "hear",
    "page_as",
    "resources",
    "service",
    "signing_key",
    "stand",
    "token",
]

COACH = ("coach", "partner", str(PARTNER_ID))


@pytest.fixture(params=["training", "certification", "reports"])
def service_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


def changed(clock: StillClock, *, is_left: bool = True) -> RoleReissued:
    role, scope, place = COACH
    left_at = clock.now() if is_left else None
    return RoleReissued(role=role, scope=scope, place=place, since=clock.now(), left_at=left_at)


def test_older_tokens_are_refused_and_newer_ones_believed(
    client: FlaskClient, token: Tokens, hear: Hear, clock: StillClock, service_name: str
) -> None:
    me = f"/{service_name}/api/v1/me"
    coach, panel = token("coach"), token("panel")
    assert client.get(me, headers=coach).status_code == 200
    clock.advance(timedelta(milliseconds=1))
    hear(changed(clock))
    answer = client.get(me, headers=coach)
    assert (answer.status_code, (answer.json or {})["reason"]) == (401, "token_stale")
    assert client.get(me, headers=panel).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert client.get(me, headers=token("coach")).status_code == 200


def test_who_shows_a_role_that_somebody_else_took_is_believed_and_renewed_unseen(
    client: FlaskClient,
    page_as: PageAs,
    token: Tokens,
    hear: Hear,
    clock: StillClock,
    service_name: str,
) -> None:
    coach, browser = token("coach"), page_as("coach")
    cookie = browser.get_cookie("ciss")
    assert cookie
    clock.advance(timedelta(seconds=1))
    hear(changed(clock, is_left=False))
    assert client.get(f"/{service_name}/api/v1/me", headers=coach).status_code == 200
    assert browser.get(f"/{service_name}/traffic").status_code == 403
    browser.set_cookie("ciss", f"{cookie.value}refresh")
    assert browser.get(f"/{service_name}/traffic").status_code == 307


def test_a_page_is_sent_to_be_renewed(
    page_as: PageAs, hear: Hear, clock: StillClock, service_name: str
) -> None:
    browser = page_as("coach")
    cookie = browser.get_cookie("ciss")
    assert cookie
    browser.set_cookie("ciss", f"{cookie.value}refresh")
    clock.advance(timedelta(seconds=1))
    hear(changed(clock))
    answer = browser.get(f"/{service_name}/traffic")
    assert answer.status_code == 307
    assert answer.location.startswith("/registry/session/renewal?next=")


def test_news_of_before_changes_nothing(
    client: FlaskClient, token: Tokens, hear: Hear, clock: StillClock, service_name: str
) -> None:
    old = changed(clock)
    clock.advance(timedelta(seconds=1))
    hear(changed(clock), version=2)
    hear(old, version=1)
    clock.advance(timedelta(seconds=-1))
    answer = client.get(f"/{service_name}/api/v1/me", headers=token("coach"))
    assert answer.status_code == 401


def test_many_requests_ask_once(
    database: Database, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 3600.0)
    known = Reissues(database, clock)
    with statements() as asked:
        for _ in range(100):
            assert not known.overtake([], 0.0)
    assert len([each for each in asked if "role_reissue" in each]) == 1


def test_what_overtakes_nothing_any_more_is_forgotten(
    database: Database, clock: StillClock
) -> None:
    with database.write() as session:
        reissues.note(session, [COACH], clock.now() - timedelta(hours=2), is_left=True)
        reissues.note(session, [("panel", *COACH[1:])], clock.now(), is_left=True)
        reissues.note(session, [], clock.now(), is_left=True)
        reissues.forget_old(session, clock.now())
        assert [row.role for row in session.execute(role_reissue.select())] == ["panel"]


def test_an_older_change_does_not_replace_a_newer_one(
    database: Database, clock: StillClock
) -> None:
    with database.write() as session:
        reissues.note(session, [COACH], clock.now(), is_left=True)
        reissues.note(session, [COACH], clock.now() - timedelta(minutes=5), is_left=True)
        [row] = session.execute(role_reissue.select())
    assert row.since == clock.now()
