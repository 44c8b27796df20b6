"""Each service shows the head of a school what was done there, and by whom, and no more."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import audit
from chassis.clock import StillClock
from chassis.db import Database
from tests.browser.html import faults
from tests.registry.front_door import PARTNER_ID, PageAs, Tokens
from tests.services import facts
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

HEAD = {"scope": "school", "id": facts.SCHOOL}
STRANGE = UUID("01985a00-0000-7000-8000-0000000000ff")
DEEDS = {
    "training": ("learner.placed", "attempt.failed", "Began to learn for the school"),
    "certification": ("review.begun", "assessment.signed", "Began a self-review"),
    "reports": ("channel.paused", "case.opened", "Shut the way to report for a while"),
}


@pytest.fixture(params=list(DEEDS))
def service_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def done(hear: Hear, database: Database, clock: StillClock, service_name: str) -> None:
    """One deed that is shown and one that is not, at a school and at another."""
    hear(facts.PARTNER, facts.VERIFIED)
    shown, kept, _words = DEEDS[service_name]
    who = str(PARTNER_ID)
    with database.write() as session:
        deeds = [
            audit.Deed(who, what, "s", "head", "because", place)
            for place in (facts.SCHOOL, STRANGE)
            for what in (shown, kept)
        ]
        audit.append_all(session, deeds, now=clock.now())


def path(service_name: str, school: UUID = facts.SCHOOL) -> str:
    return f"/{service_name}/api/v1/schools/{school}/log"


def test_what_is_shown_is_what_was_done_here(
    client: FlaskClient, token: Tokens, service_name: str
) -> None:
    shown, _kept, words = DEEDS[service_name]
    found = client.get(path(service_name), headers=token("head", **HEAD)).get_json()
    assert [(each["no"], each["what"], each["said"]) for each in found["items"]] == [
        (1, shown, words)
    ]
    assert found["next"] is None


def test_a_name_is_shown_of_whoever_was_seen_here(
    client: FlaskClient, page_as: PageAs, token: Tokens, service_name: str
) -> None:
    def who() -> Any:
        answer = client.get(path(service_name), headers=token("auditor"))
        return answer.get_json()["items"][0]["who"]

    assert who() == "Somebody who has not opened this part of the programme"
    page_as("head", **HEAD, sub=str(PARTNER_ID), name="Ana Model").get(f"/{service_name}")
    assert who() == "Ana Model"


def test_the_page_shows_the_same_and_is_whole(page_as: PageAs, service_name: str) -> None:
    shown, kept, words = DEEDS[service_name]
    page = page_as("head", **HEAD).get(f"/{service_name}/schools/{facts.SCHOOL}/log")
    assert page.status_code == 200
    assert faults(page.text) == []
    assert words in page.text
    assert "because" in page.text
    assert shown not in page.text
    assert kept not in page.text


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("head", {"scope": "school", "id": STRANGE}),
        ("auditor", {"id": STRANGE}),
        ("coordinator", {"id": STRANGE}),
        ("focal", HEAD),
    ],
)
def test_nobody_reads_the_record_of_others(
    client: FlaskClient, page_as: PageAs, token: Tokens, service_name: str, role: str, where: Any
) -> None:
    assert client.get(path(service_name), headers=token(role, **where)).status_code == 403
    page = page_as(role, **where).get(f"/{service_name}/schools/{facts.SCHOOL}/log")
    assert page.status_code == 403


def test_a_school_that_is_not_known_is_not_found(
    client: FlaskClient, token: Tokens, service_name: str
) -> None:
    answer = client.get(path(service_name, STRANGE), headers=token("coordinator"))
    assert answer.status_code == 404
