"""The badge of a certificate as a picture."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from certification.assessments.actions import Doing
from certification.badges.rules import GREY
from certification.certificates import actions
from chassis.clock import StillClock
from chassis.db import Database
from tests.certification.papers import NUMBER, award
from tests.certification.schoolhouse import Schoolhouse

BADGE = f"/certification/badges/{NUMBER}.svg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def number(schoolhouse: Schoolhouse, database: Database, clock: StillClock) -> str:
    assert schoolhouse is not None  # it told of the school
    return award(database, clock.now())


def drawn(client: FlaskClient) -> tuple[str, str]:
    """Return the title, and the whole picture."""
    answer = client.get(BADGE)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    picture = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    assert picture.find(f"{SVG}desc") is not None
    assert not {each.tag for each in picture.iter()} & {f"{SVG}script", f"{SVG}image"}
    return str(picture.findtext(f"{SVG}title")), answer.text


def test_a_valid_certificate_shows_its_level(client: FlaskClient, number: str) -> None:
    title, picture = drawn(client)
    assert "Bronze, Valid" in title
    assert number in picture
    assert GREY not in picture


@pytest.mark.parametrize(("state", "word"), [("suspended", "Suspended"), ("revoked", "Taken back")])
def test_what_is_not_in_force_is_grey_and_says_so(
    client: FlaskClient, number: str, database: Database, clock: StillClock, state: str, word: str
) -> None:
    doing = Doing(None, None, clock.now())
    with database.write() as session:
        actions.suspend(session, number, "other", date(2026, 2, 1), doing)
        if state == "revoked":
            actions.revoke(session, number, doing)
    title, picture = drawn(client)
    assert word in title
    assert GREY in picture


def test_it_is_grey_from_the_first_day_after_the_last(
    client: FlaskClient, number: str, clock: StillClock
) -> None:
    assert number
    clock.set(datetime(2027, 8, 1, 21, 1, tzinfo=UTC))
    title, picture = drawn(client)
    assert "Expired" in title
    assert GREY in picture


def test_a_replaced_one_says_so(
    client: FlaskClient, number: str, database: Database, clock: StillClock
) -> None:
    assert number
    award(database, clock.now(), "silver")
    title, picture = drawn(client)
    assert "Replaced" in title
    assert GREY in picture


def test_an_unknown_number_has_no_badge(client: FlaskClient) -> None:
    assert client.get(BADGE).status_code == 404
