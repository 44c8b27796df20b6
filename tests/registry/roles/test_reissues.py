"""When a role begins or ends, registry says so, and refuses older tokens itself at once."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from chassis import reissues
from chassis.bus.events import Envelope
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import outbox
from tests.registry.conftest import PARTNER_ID, Door
from tests.registry.front_door import R


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


def told(database: Database) -> list[str]:
    with database.read() as session:
        bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
    found = [msgspec.json.decode(body, type=Envelope) for body in bodies]
    return [each.subject for each in found if each.type == "registry.role.reissued.v1"]


def test_all_roles_of_a_person_are_told_and_not_whose_they_are(
    door: Door, database: Database, clock: StillClock
) -> None:
    trainer = door.person("ana", "trainer")
    secret = door.secret("ana", "coach")
    clock.advance(timedelta(seconds=1))
    assert door.accept(secret, door.sign_in(trainer)).status_code == 200
    assert set(told(database)) == {f"trainer/partner/{PARTNER_ID}", f"coach/partner/{PARTNER_ID}"}
    bearer = door.token("trainer")
    clock.advance(timedelta(seconds=-1))
    assert door.client.get(f"{R}/me", headers=bearer).status_code == 200, "others are believed"
    with database.read() as session:
        bodies = b" ".join(session.scalars(select(outbox.c.body)))
    assert trainer.id.encode() not in bodies
    assert b"ana" not in bodies


def test_who_lost_a_role_is_refused_at_once_and_renews_into_what_is_left(
    door: Door, clock: StillClock
) -> None:
    person = door.person("ana", "trainer")
    secret = door.secret("ana", "coach")
    assert door.accept(secret, door.sign_in(person)).status_code == 200
    signed_in = door.tokens("ana").json
    bearer = {"Authorization": f"Bearer {signed_in['access_token']}"}
    assert len(door.client.get(f"{R}/me", headers=bearer).json["roles"]) == 2
    clock.advance(timedelta(seconds=1))
    coordinator = door.token("coordinator")
    path = f"{R}/memberships/{person.membership}"
    assert door.client.delete(path, headers=coordinator).status_code == 204
    refused = door.client.get(f"{R}/me", headers=bearer)
    assert (refused.status_code, refused.json["reason"]) == (401, "token_stale")
    renewed = door.renew(signed_in["refresh_token"]).json
    bearer = {"Authorization": f"Bearer {renewed['access_token']}"}
    left = door.client.get(f"{R}/me", headers=bearer).json["roles"]
    assert [role["role"] for role in left] == ["coach"]
