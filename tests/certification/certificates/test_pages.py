"""Certificates as pages, for the partner and for the school."""

import pytest

from chassis.clock import StillClock
from chassis.db import Database
from tests.certification.papers import NUMBER, award
from tests.certification.reviews.test_pages import hidden, place
from tests.certification.schoolhouse import OTHER_SCHOOL, Schoolhouse
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.statements import statements

ALL = "/certification/certificates"
ONE = f"{ALL}/{NUMBER}"
ANSWERS = {"reason_code": "other", "head_heard_on": "2026-02-01"}


@pytest.fixture(autouse=True)
def number(schoolhouse: Schoolhouse, database: Database, clock: StillClock) -> str:
    assert schoolhouse is not None  # it told of the school
    return award(database, clock.now())


def test_a_certificate_is_suspended_and_put_in_force_again(page_as: PageAs) -> None:
    coordinator, panel = page_as("coordinator"), page_as("panel")
    asked = coordinator.get(f"{ONE}/suspension").text
    assert "What the school loses" in asked
    sent = coordinator.post(f"{ONE}/suspension", data={**hidden(asked), **ANSWERS})
    assert place(sent) == ONE
    page = panel.get(ONE).text
    assert "Another reason" in page
    assert place(panel.post(f"{ONE}/reinstatement", data=hidden(page))) == ONE
    assert "Suspended, not valid now" not in panel.get(ONE).text


def test_a_certificate_is_taken_back_after_asking_once(page_as: PageAs) -> None:
    coordinator, panel = page_as("coordinator"), page_as("panel")
    asked = coordinator.get(f"{ONE}/suspension").text
    coordinator.post(f"{ONE}/suspension", data={**hidden(asked), **ANSWERS})
    asked = panel.get(f"{ONE}/revocation").text
    assert "This cannot be undone" in asked
    assert place(panel.post(f"{ONE}/revocation", data=hidden(asked))) == ONE
    again = panel.post(f"{ONE}/reinstatement", data=hidden(panel.get(ONE + "/revocation").text))
    assert again.status_code == 409


def test_mistakes_keep_what_was_typed(page_as: PageAs) -> None:
    client = page_as("coordinator")
    asked = client.get(f"{ONE}/suspension").text
    typed = {**hidden(asked), **ANSWERS, "head_heard_on": "2026-02-03"}
    refused = client.post(f"{ONE}/suspension", data=typed)
    assert refused.status_code == 422
    assert "still to come" in refused.text
    assert 'value="2026-02-03"' in refused.text


def test_a_school_sees_its_own_with_the_badge_to_show(page_as: PageAs) -> None:
    head = page_as("head", scope="school", id=SCHOOL)
    page = head.get(ONE).text
    assert f"/certification/badges/{NUMBER}.svg&#34;" in page
    assert f"/verify/{NUMBER}" in page
    assert "/suspension" not in page
    assert NUMBER in head.get(ALL).text


def test_nobody_else_gets_in(page_as: PageAs) -> None:
    other = page_as("head", scope="school", id=OTHER_SCHOOL)
    assert other.get(ONE).status_code == 403
    assert NUMBER not in other.get(ALL).text
    head = page_as("head", scope="school", id=SCHOOL)
    assert head.get(f"{ONE}/suspension").status_code == 403
    assert page_as("coordinator").get(f"{ONE}/revocation").status_code == 403


def test_the_list_asks_few_questions(
    page_as: PageAs, database: Database, clock: StillClock
) -> None:
    award(database, clock.now(), school=OTHER_SCHOOL)
    client = page_as("coordinator")
    client.get(ALL)
    with statements() as asked:
        page = client.get(ALL).text
    assert page.count("<tr") == 3
    assert len([each for each in asked if each.lstrip().startswith("SELECT")]) <= 5
