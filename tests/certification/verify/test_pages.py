"""Anybody checks a number: on a page, and with a program."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient

from certification.assessments.actions import Doing
from certification.certificates import actions
from chassis.clock import StillClock
from chassis.db import Database
from tests.certification.papers import NUMBER, assess, award
from tests.certification.schoolhouse import Schoolhouse
from tests.registry.front_door import PageAs
from tests.services.facts import CLOSED
from tests.statements import statements

PAGE, JSON = f"/verify/{NUMBER}", f"/verify/{NUMBER}.json"
BY_TIME = {
    "active": datetime(2027, 5, 2, 20, 59, tzinfo=UTC),
    "due": datetime(2027, 5, 2, 21, 1, tzinfo=UTC),
    "expired": datetime(2027, 8, 1, 21, 1, tzinfo=UTC),
}
"""Minutes around midnight where the partner is."""
WORDS = {
    "active": "real and valid today",
    "due": "It ends soon",
    "grace": "asked for a new one in time",
    "expired": "it has ended",
    "suspended": "it is suspended",
    "revoked": "was taken back",
    "superseded": "has a newer certificate",
}
Bring = Callable[[str], None]


@pytest.fixture
def number(schoolhouse: Schoolhouse, database: Database, clock: StillClock) -> str:
    assert schoolhouse is not None  # it told of the school
    return award(database, clock.now())


@pytest.fixture
def bring(number: str, database: Database, clock: StillClock) -> Bring:
    """A function that brings the certificate into a state."""

    def into(state: str) -> None:
        doing = Doing(None, None, clock.now())
        if state in ("suspended", "revoked"):
            with database.write() as session:
                actions.suspend(session, number, "other", date(2026, 2, 1), doing)
                if state == "revoked":
                    actions.revoke(session, number, doing)
        if state == "superseded":
            award(database, clock.now(), "silver")
        if state == "grace":
            with database.write() as session:
                assess(session, clock.now(), state="submitted")
        if state in BY_TIME or state == "grace":
            clock.set(BY_TIME.get(state, BY_TIME["expired"]))

    return into


def test_the_page_asks_for_a_number(client: FlaskClient) -> None:
    page = client.get("/verify")
    assert page.status_code == 200
    assert 'name="number"' in page.text


@pytest.mark.parametrize("state", sorted(WORDS))
def test_each_state_is_told_in_words_and_to_programs(
    client: FlaskClient, bring: Bring, state: str
) -> None:
    bring(state)
    page, answer = client.get(PAGE), client.get(JSON)
    assert (page.status_code, answer.status_code) == (200, 200)
    assert WORDS[state] in page.text
    assert answer.json is not None
    assert (answer.json["state"], answer.json["history"][-1]["state"]) == (state, state)


def test_a_program_reads_exactly_what_was_promised(client: FlaskClient, number: str) -> None:
    answer = client.get(JSON)
    assert answer.json == {
        "number": number,
        "kind": "school",
        "state": "active",
        "level": "bronze",
        "holder": {"name": "Школа № 7 (demo)", "town": "Bălți", "country": "MD"},
        "holder_status": "open",
        "valid_from": "2026-02-02",
        "valid_to": "2027-08-01",
        "standard_version": "1.0.0",
        "history": [{"state": "active", "on": "2026-02-02"}],
    }


def test_a_school_that_has_closed_is_told_apart(
    client: FlaskClient, number: str, schoolhouse: Schoolhouse
) -> None:
    tag = client.get(PAGE).headers["ETag"]
    assert "has closed since" not in client.get(PAGE).text
    schoolhouse.hear(CLOSED, version=9)
    assert (client.get(JSON).json or {})["holder_status"] == "closed"
    assert "has closed since" in client.get(PAGE, headers={"If-None-Match": tag}).text
    assert number in client.get(PAGE).text


def test_the_page_says_what_a_parent_asks(client: FlaskClient, number: str) -> None:
    page = client.get(PAGE).text
    for words in (number, "Школа № 7 (demo)", "Bălți, Moldova", "Bronze means", "does not mean"):
        assert words in page
    assert page.count("<meter") == 5
    own = page.partition("<main")[2].partition("</main>")[0]
    assert "safe" not in own.lower()


@pytest.mark.parametrize("address", [PAGE, JSON, f"/certification/badges/{NUMBER}.svg"])
def test_caches_may_keep_it_for_a_minute(client: FlaskClient, number: str, address: str) -> None:
    assert number
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_changed_state_is_not_taken_from_a_cache(client: FlaskClient, bring: Bring) -> None:
    tag = client.get(PAGE).headers["ETag"]
    bring("suspended")
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_no_cache_keeps_the_page_of_somebody_signed_in(page_as: PageAs, number: str) -> None:
    assert number
    assert "no-store" in page_as("coordinator").get(PAGE).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("number_", "reason"),
    [
        ("SIS-MD-2026-000001-6", "mistyped"),
        ("SIS-UA-2026-000001-5", "no_such_number"),
        ("SIV-MD-2026-000001-5", "no_such_number"),
        ("nonsense", "no_such_number"),
    ],
)
def test_other_numbers_are_not_found(
    client: FlaskClient, number: str, number_: str, reason: str
) -> None:
    assert number
    answer = client.get(f"/verify/{number_}.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json is not None
    assert answer.json["reason"] == reason
    page = client.get(f"/verify/{number_}", follow_redirects=True)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert ("Look at the digits again" in page.text) == (reason == "mistyped")


@pytest.mark.parametrize(
    "typed", ["sis-md-2026-000001-5", "SIS–MD–2026–000001–5", "sis md 2026 000001 5"]
)
def test_careless_typing_leads_to_the_printed_form(client: FlaskClient, typed: str) -> None:
    ways = client.get(f"/verify/{typed}"), client.get("/verify", query_string={"number": typed})
    for sent in ways:
        assert (sent.status_code, sent.headers["Location"]) == (303, PAGE)


@pytest.mark.parametrize("number_", ["", "  ", "/", "???"])
def test_an_empty_number_is_asked_for_again(client: FlaskClient, number_: str) -> None:
    page = client.get("/verify", query_string={"number": number_})
    assert page.status_code == 422
    assert "Write the number as it is printed" in page.text


def test_words_in_the_address_do_not_become_markup(client: FlaskClient) -> None:
    page = client.get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E", follow_redirects=True)
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_few_questions_are_asked_of_the_database(client: FlaskClient, number: str) -> None:
    assert number
    with statements() as asked:
        client.get(JSON)
    assert len([each for each in asked if each.lstrip().startswith("SELECT")]) <= 4
