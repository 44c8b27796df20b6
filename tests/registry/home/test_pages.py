from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert

from chassis.auth import Actor
from chassis.clock import StillClock
from chassis.db import Database
from registry.jurisdictions import actions as jurisdictions
from registry.uploads.model import SchoolImport
from tests.registry.awards.test_register import certificate
from tests.registry.conftest import PARTNER_ID, PageAs, Tokens
from tests.registry.journey import Journey
from tests.registry.jurisdictions.test_views import CONTENT
from tests.registry.schools.crowd import fill

PUBLIC = ("/", "/find", "/about", "/privacy", "/accessibility")


def person(name: str) -> Actor:
    return Actor(name, "s", name, name, "en", "md", (), 0)


def published(database: Database, clock: StillClock, days_ago: int = 5) -> UUID:
    """Publish Moldova's numbers as two people would."""
    content = {name: value for name, value in CONTENT.items() if name != "country"}
    now = clock.now()
    with database.write() as session:
        draft = jurisdictions.draft(session, "MD", content, by=person("anna"), now=now)
        reviewed_on = now.date() - timedelta(days=days_ago)
        jurisdictions.publish(session, draft.id, reviewed_on, by=person("boris"), now=now)
        return draft.id


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("url", PUBLIC)
def test_anybody_may_read_the_public_pages(page_as: PageAs, client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert page_as("head").get(url).status_code == 200


def test_the_front_door_offers_four_things_and_the_help_numbers_first(
    database: Database, clock: StillClock, client: Any, partner: UUID
) -> None:
    assert partner == PARTNER_ID
    assert "No help numbers are published here yet" in client.get("/").text
    published(database, clock)
    page = BeautifulSoup(client.get("/").text, "html.parser")
    choices = [str(a["href"]).split("?")[0] for a in page.select(".choices a")]
    assert choices == ["/help", "/verify", "/find", "/registry/sign-in"]
    content = page.select_one("main .content")
    assert content is not None
    first = content.find(["section", "ul"])
    assert first is not None
    assert "Help right now" in first.get_text()
    assert "000" in first.get_text()
    search = page.select_one('form.search[action="/verify"] input[name="number"]')
    assert search is not None


def test_a_coordinator_sees_schools_lists_drafts_and_invitations(
    database: Database, clock: StillClock, page_as: PageAs, client: Any, token: Tokens
) -> None:
    assert "No school is here yet" in text_of(page_as("coordinator").get("/registry/today"))
    fill(database, PARTNER_ID, 7)
    with database.write() as session:
        for state, rejected in (("preview", 0), ("done", 2), ("done", 0), ("cancelled", 3)):
            session.execute(insert(SchoolImport).values(_import(state, rejected, clock)))
        content = {name: value for name, value in CONTENT.items() if name != "country"}
        jurisdictions.draft(session, "MD", content, by=person("anna"), now=clock.now())
    offer = {
        "login": "vera",
        "role": "safeguarding",
        "scope": {"type": "partner", "id": str(PARTNER_ID)},
    }
    made = client.post("/registry/api/v1/invitations", json=offer, headers=token("coordinator"))
    assert made.status_code == 201, made.json
    shown = text_of(page_as("coordinator").get("/registry/today"))
    assert "preview-0.csv : waits for you to look" in shown
    assert "done-2.csv : taken over, 2 rows could not be used" in shown
    assert "done-0.csv" not in shown
    assert "cancelled" not in shown
    assert "Moldova, version 1" in shown
    assert "1 person has not accepted yet" in shown
    clock.advance(timedelta(days=15))
    later = text_of(page_as("coordinator").get("/registry/today"))
    assert "1 link has expired" in later
    page = BeautifulSoup(page_as("coordinator").get("/registry/today").text, "html.parser")
    links = [str(a["href"]) for a in page.select(".figures a")]
    assert links
    assert all(link.startswith("/registry/schools?state=") for link in links)


def _import(state: str, rejected: int, clock: StillClock) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "partner_id": PARTNER_ID,
        "file_name": f"{state}-{rejected}.csv",
        "size": 1,
        "sha256": "0" * 64,
        "state": state,
        "counts": {"rejected": rejected},
        "made_by": "test",
        "made_at": clock.now(),
        "row_version": 1,
    }


@pytest.mark.parametrize(
    ("days", "words"), [(5, "Fresh"), (340, "Check again soon"), (365, "Check again soon")]
)
def test_safeguarding_sees_how_old_each_check_is(
    database: Database, clock: StillClock, page_as: PageAs, days: int, words: str
) -> None:
    page = page_as("safeguarding")
    assert "children see none" in text_of(page.get("/registry/today"))
    published(database, clock, days)
    shown = text_of(page.get("/registry/today"))
    assert f"Moldova : checked {days} days ago {words}" in shown


def test_a_check_that_is_too_old_is_red(
    database: Database, clock: StillClock, page_as: PageAs
) -> None:
    page_as("ops")
    published(database, clock, 300)
    clock.advance(timedelta(days=66))
    assert "Too old: check all numbers again" in text_of(
        page_as("safeguarding").get("/registry/today")
    )


def test_ops_sees_whether_each_part_is_ready(page_as: PageAs) -> None:
    shown = text_of(page_as("ops").get("/registry/today"))
    assert "registry Ready 0 0" in shown
    assert "Look at the system" in shown


def test_others_are_told_honestly_that_nothing_waits(page_as: PageAs) -> None:
    for role in ("checker", "youth", "owner"):
        shown = text_of(page_as(role).get("/registry/today"))
        assert "Nothing waits for you here today." in shown


def test_a_head_sees_stage_next_step_posts_and_places(journey: Journey, page_as: PageAs) -> None:
    school = journey.school(name="Linden School (demo)")
    journey.enrolled(school)
    journey.door.person("dora", "deputy", {"type": "school", "id": str(school)})
    page = page_as("head", scope="school", id=school).get("/registry/today")
    shown = text_of(page)
    assert "Linden School (demo) Taken in" in shown
    assert "Deputy focal point: filled" in shown
    assert "Safe-internet focal point: empty" in shown
    assert "Invite a person" in shown
    links = {str(a["href"]) for a in BeautifulSoup(page.text, "html.parser").select("a")}
    assert links >= {"/training", "/certification", "/reports"}
    focal = text_of(page_as("focal", scope="school", id=school).get("/registry/today"))
    assert "Taken in" in focal
    assert "Invite a person" not in focal


def test_a_coordinator_sees_stages_what_is_overdue_and_what_ends(
    journey: Journey, page_as: PageAs, clock: StillClock
) -> None:
    cohort = journey.cohort()
    school = journey.school()
    journey.applied(journey.school(), cohort)
    coach = journey.coached(journey.enrolled(school, cohort))
    journey.enrolled(journey.school(), cohort)
    visit = {"school": str(school), "on": "2026-02-02", "mode": "call", "hours": 1}
    journey.done("/support-visits", journey.as_coach(coach), json=visit)
    browser = page_as("coordinator")
    page = browser.get("/registry/today")
    shown = text_of(page)
    assert "Has applied 1" in shown
    assert "Taken in 2" in shown
    assert "1 school on its way has no coach" in shown
    assert "Feb 2, 2026:" in shown
    links = {str(a["href"]) for a in BeautifulSoup(page.text, "html.parser").select("a")}
    assert "/registry/enrolments?state=enrolled" in links
    journey.hear((certificate(1, school, valid_to=date(2026, 5, 1)), 1))
    clock.advance(timedelta(days=62))
    later = text_of(page_as("coordinator").get("/registry/today"))
    assert "1 school has waited for an answer for more than 5 days" in later
    assert "1 school has not rated itself after 60 days" in later
    assert "Lyceum 01 (demo) : May 1, 2026" in later


def test_a_school_whose_coach_is_none_any_more_has_no_coach(
    journey: Journey, page_as: PageAs, clock: StillClock
) -> None:
    cohort = journey.cohort()
    first, second = (journey.enrolled(journey.school(), cohort) for _ in range(2))
    coach = journey.coached(first)
    journey.coached(second, "nadia")

    def shown() -> str:
        return text_of(page_as("coordinator").get("/registry/today"))

    assert "no coach" not in shown()
    by = journey.token("coordinator")
    ended = journey.ask("DELETE", f"/memberships/{coach.membership}", by)
    assert ended.status_code in (200, 204), ended.text
    assert "1 school on its way has no coach" in shown()
    journey.door.secret("cora", "coach", {"type": "cohort", "id": cohort})
    assert "1 school on its way has no coach" in shown()  # who is only invited is no coach yet
    clock.advance(timedelta(days=366))
    assert "2 schools on their way have no coach" in shown()


def test_a_coordinator_sees_how_long_each_claim_waits(
    journey: Journey, page_as: PageAs, clock: StillClock
) -> None:
    journey.school(official_code="0010")
    claim = {"country": "MD", "official_code": "0010", "name": "Linden School (demo)"}
    assert journey.client.post("/registry/api/v1/schools", json=claim).status_code == 202
    assert "Linden School (demo) has waited 0 working days" in text_of(
        page_as("coordinator").get("/registry/today")
    )
    clock.advance(timedelta(days=10))
    page = page_as("coordinator").get("/registry/today")
    assert "Linden School (demo) has waited 8 working days Late" in text_of(page)
    links = [str(a["href"]) for a in BeautifulSoup(page.text, "html.parser").select("main a")]
    assert [each for each in links if each.startswith("/registry/claims/")]


def test_the_chart_says_in_words_what_it_draws(journey: Journey, page_as: PageAs) -> None:
    journey.enrolled(journey.school())
    chart = page_as("coordinator").get("/registry/charts/stages.svg")
    assert chart.mimetype == "image/svg+xml"
    assert "Taken in: 1." in chart.text
    assert "<script" not in chart.text
    assert page_as("head").get("/registry/charts/stages.svg").status_code == 403


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("trainer", "/training"),
        ("assessor", "/certification"),
        ("panel", "/certification"),
        ("staff", "/training"),
        ("observer", "/find"),
    ],
)
def test_others_find_their_places(page_as: PageAs, role: str, place: str) -> None:
    page = BeautifulSoup(page_as(role).get("/registry/today").text, "html.parser")
    assert place in [str(a["href"]) for a in page.select(".choices a")]


def test_who_is_not_signed_in_is_led_to_the_sign_in(client: Any) -> None:
    answer = client.get("/registry/today")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/registry/sign-in?next=")
