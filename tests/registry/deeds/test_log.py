"""The head of a school reads who did what there; others read their own, and nobody a stranger's."""

from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import audit
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit as record
from registry.accounts.model import User
from tests.browser.html import faults
from tests.registry.conftest import Door, PageAs, Tokens
from tests.registry.staffed import Staffed, with_people

STRANGE = UUID("01985a00-0000-7000-8000-0000000000ff")


@pytest.fixture
def school(door: Door) -> Staffed:
    return with_people(door, "head", "focal")


def url(school: Staffed) -> str:
    return f"/registry/schools/{school.id}/log"


def api(school: Staffed) -> str:
    return f"/registry/api/v1/schools/{school.id}/log"


def head(page_as: PageAs, school: Staffed) -> FlaskClient:
    person = school.people["head"]
    return page_as("head", scope="school", id=school.id, sub=person.id, login=person.login)


def items(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["items"])


def test_a_head_reads_who_did_what_in_words(page_as: PageAs, school: Staffed) -> None:
    answer = head(page_as, school).get(url(school))
    assert answer.status_code == 200
    assert faults(answer.text) == []
    shown = BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)
    assert "Accepted a role at the school" in shown
    assert "Verified the school" in shown
    assert "Let the school take part: it has a head and a second person" in shown
    assert "The system by itself" in shown
    assert "role.accepted" not in shown


def test_the_newest_is_first_and_pages_follow_each_other(
    client: FlaskClient, token: Tokens, school: Staffed
) -> None:
    by = token("head", scope="school", id=school.id)
    everything = items(client.get(f"{api(school)}?limit=100", headers=by))
    assert [each["no"] for each in everything] == sorted(
        (each["no"] for each in everything), reverse=True
    )
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get(f"{api(school)}?limit=2{after}", headers=by).get_json()
        found += page["items"]
        after = f"&after={page['next']}" if page["next"] else None
    assert found == everything
    assert len(found) > 2


def test_only_what_was_done_at_this_school_is_shown(
    client: FlaskClient, token: Tokens, door: Door, school: Staffed, database: Database
) -> None:
    other = with_people(door, "head", code="0011")
    mine = items(client.get(f"{api(school)}?limit=100", headers=token("coordinator")))
    with database.read() as session:
        numbers = session.scalars(select(record.c.no).where(record.c.place == str(school.id)))
        assert {each["no"] for each in mine} == set(numbers)
    theirs = items(client.get(f"{api(other)}?limit=100", headers=token("coordinator")))
    assert not {each["no"] for each in mine} & {each["no"] for each in theirs}


@pytest.mark.parametrize("role", ["auditor", "coordinator"])
def test_who_oversees_the_school_reads_it(
    client: FlaskClient, token: Tokens, school: Staffed, role: str
) -> None:
    assert items(client.get(api(school), headers=token(role)))


@pytest.mark.parametrize(
    ("role", "where", "reason"),
    [
        ("auditor", {"id": STRANGE}, "not_yours"),
        ("coordinator", {"id": STRANGE}, "not_yours"),
        ("head", {"scope": "school", "id": STRANGE}, "not_yours"),
        ("focal", {"scope": "school"}, "role_missing"),
        ("ops", {}, "role_missing"),
        ("panel", {}, "role_missing"),
    ],
)
def test_others_do_not(
    client: FlaskClient,
    page_as: PageAs,
    token: Tokens,
    school: Staffed,
    role: str,
    where: dict[str, Any],
    reason: str,
) -> None:
    place = {"id": school.id} if role == "focal" else {}
    answer = client.get(api(school), headers=token(role, **{**where, **place}))
    assert (answer.status_code, answer.get_json()["reason"]) == (403, reason)
    assert page_as(role, **{**where, **place}).get(url(school)).status_code == 403


def test_a_school_there_is_not_is_not_found(client: FlaskClient, token: Tokens) -> None:
    path = f"/registry/api/v1/schools/{STRANGE}/log"
    assert client.get(path, headers=token("coordinator")).status_code == 404


@pytest.mark.parametrize("query", ["after=x", "limit=0", "limit=101", "limit=a", "what=x"])
def test_a_query_that_cannot_be_is_refused(
    client: FlaskClient, token: Tokens, school: Staffed, query: str
) -> None:
    answer = client.get(f"{api(school)}?{query}", headers=token("coordinator"))
    assert answer.status_code == 422


def test_a_row_says_nothing_of_what_it_was_done_to(
    client: FlaskClient, token: Tokens, school: Staffed, database: Database
) -> None:
    found = items(client.get(f"{api(school)}?limit=100", headers=token("coordinator")))
    assert {name for each in found for name in each} == {
        "no", "at", "kind", "who", "role", "what", "said", "why",
    }  # fmt: skip
    with database.read() as session:
        names = set(session.scalars(select(User.display_name)))
    joined = next(each for each in found if each["what"] == "role.accepted")
    assert joined["kind"] == "person"
    assert joined["who"] in names


def test_looking_at_the_people_of_a_school_is_on_its_record_once_a_day(
    page_as: PageAs, client: FlaskClient, token: Tokens, school: Staffed
) -> None:
    for _time in range(2):
        path = f"/registry/schools/{school.id}/people"
        assert page_as("coordinator").get(path).status_code == 200
    path = f"/registry/api/v1/memberships?school={school.id}"
    assert client.get(path, headers=token("coordinator")).status_code == 200
    found = items(client.get(f"{api(school)}?limit=100", headers=token("coordinator")))
    reads = [each for each in found if each["what"] == "people.read"]
    assert [(each["role"], each["said"]) for each in reads] == [
        ("coordinator", "Looked at who holds which role at the school")
    ]


def test_looking_at_all_people_is_recorded_without_a_place(
    page_as: PageAs, database: Database, door: Door
) -> None:
    with_people(door, "head")
    assert page_as("coordinator").get("/registry/people").status_code == 200
    with database.read() as session:
        [row] = session.execute(select(record).where(record.c.what == "people.read"))
    assert (row.subject, row.place, row.role) == ("md", None, "coordinator")


def test_a_program_and_the_console_are_named_as_what_they_are(
    client: FlaskClient, token: Tokens, school: Staffed, database: Database, clock: StillClock
) -> None:
    deeds = [
        audit.Deed("console", "role.ended", "m", place=school.id),
        audit.Deed(str(STRANGE), "school.changed", "s", "integrator", place=school.id),
        audit.Deed(str(STRANGE), "school.changed", "s", "head", "town", school.id),
    ]
    with database.write() as session:
        audit.append_all(session, deeds, now=clock.now())
    newest = items(client.get(f"{api(school)}?limit=3", headers=token("coordinator")))
    assert [(each["kind"], each["who"], each["why"]) for each in newest] == [
        ("person", "Somebody who has not opened this part of the programme", "Town or village"),
        ("program", "A program", None),
        ("person", "The operator, at the server", None),
    ]


def test_the_page_of_the_school_leads_there_for_whoever_may_read_it(
    page_as: PageAs, school: Staffed
) -> None:
    page = f"/registry/schools/{school.id}"
    assert url(school) in head(page_as, school).get(page).text
    assert url(school) in page_as("coordinator").get(page).text
    assert url(school) in page_as("auditor").get(page).text
    assert url(school) not in page_as("focal", scope="school", id=school.id).get(page).text


def test_the_four_records_lead_to_each_other(page_as: PageAs, school: Staffed) -> None:
    soup = BeautifulSoup(page_as("coordinator").get(url(school)).text, "html.parser")
    links = soup.select(".tabs a")
    assert [link["href"] for link in links] == [
        f"/{part}/schools/{school.id}/log"
        for part in ("registry", "training", "certification", "reports")
    ]
    assert [link.get("aria-current") for link in links] == ["page", None, None, None]
