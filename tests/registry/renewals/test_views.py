"""A role that is given for a time is given for longer, near its end, by whoever appoints to it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import StillClock
from tests.registry.conftest import Door
from tests.registry.front_door import PageAs, R


def renew(door: Door, membership: str, **by: Any) -> Any:
    headers = door.token(by.pop("role", "coordinator"), **by)
    return door.client.post(f"{R}/memberships/{membership}/renewal", headers=headers)


def test_a_role_is_renewed_near_its_end_for_as_long_again(door: Door, clock: StillClock) -> None:
    assessor = door.person("asr", "assessor")
    early = renew(door, assessor.membership)
    assert (early.status_code, early.json["reason"]) == (409, "too_early")
    clock.advance(timedelta(days=330))
    done = renew(door, assessor.membership)
    assert done.status_code == 200
    assert done.json["valid_until"][:10] == "2028-02-02"
    again = renew(door, assessor.membership)
    assert (again.status_code, again.json["reason"]) == (409, "too_early")


def test_a_role_without_an_end_and_one_that_has_ended_are_not_renewed(door: Door) -> None:
    trainer = door.person("trn", "trainer")
    refused = renew(door, trainer.membership)
    assert (refused.status_code, refused.json["reason"]) == (409, "no_end")
    url = f"{R}/memberships/{trainer.membership}"
    assert door.client.delete(url, headers=door.token("coordinator")).status_code == 204
    ended = renew(door, trainer.membership)
    assert (ended.status_code, ended.json["reason"]) == (409, "wrong_state")


def test_nobody_renews_their_own_role_or_one_they_do_not_give(door: Door) -> None:
    assessor = door.person("asr", "assessor")
    assert renew(door, assessor.membership, role="assessor").status_code == 403
    assert renew(door, assessor.membership, id=uuid4()).status_code == 403
    other = renew(door, assessor.membership, role="hq", scope="network", id="all")
    assert (other.status_code, other.json["reason"]) == (403, "may_not_appoint")
    assert renew(door, str(uuid4())).status_code == 404


def test_what_ends_soon_is_shown_before_it_ends(
    door: Door, clock: StillClock, page_as: PageAs
) -> None:
    door.person("asr", "assessor")
    assert "Ends soon" not in page_as("coordinator").get("/registry/people").text
    clock.advance(timedelta(days=330))
    browser = page_as("coordinator")
    assert "Ends soon" in browser.get("/registry/people").text
    assert "Give the role for longer" in browser.get("/registry/people").text
    today = browser.get("/registry/today").text
    ending = today.partition("Roles that end within 60 days")[2]
    assert "Ana Rusu" in ending
    clock.advance(timedelta(days=36))
    browser = page_as("coordinator")
    assert "Ends soon" in browser.get("/registry/people").text
