import re
from datetime import UTC, datetime

from chassis.clock import StillClock
from tests.browser.html import faults
from tests.registry.front_door import PARTNER_ID, PageAs, Tokens
from tests.training.classroom import Classroom
from training.learners import rules


def test_a_card_says_what_is_valid_and_not_whose_it_is(
    classroom: Classroom, token: Tokens, clock: StillClock, page_as: PageAs
) -> None:
    by = token("checker", name="Cristina Check (demo)")
    assert classroom.ask("GET", "/cards/me", by).status_code == 404
    place = {"partner": str(PARTNER_ID), "lang": "ro"}
    classroom.done(classroom.ask("PUT", "/learners/me", by, place), 200)
    empty = classroom.ask("GET", "/cards/me", by).json
    assert (empty["modules"], empty["valid_until"]) == ([], None)
    classroom.learn(by, "M3C", "M1")
    card = classroom.ask("GET", "/cards/me", by).json
    assert (card["modules"], card["valid_until"]) == (["M1", "M3C"], "2027-02-01")
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", card["number"])
    shown = classroom.client.get(f"/training/cards/{card['number'].lower()}.json")
    assert shown.json == card
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Cristina" not in shown.text
    page = page_as("checker").get("/training/cards/me")
    assert card["number"] in page.text
    assert "M1 Children online: rights and risks" in page.text
    address = re.search(r'href="(http[^"]+/training/cards/[^"]+)"', page.text)
    assert address
    check = classroom.client.get(f"/training/cards/{address[1].rsplit('/', 1)[1].lower()}")
    assert (check.status_code, check.content_type) == (200, "text/html; charset=utf-8")
    assert check.headers["Cache-Control"] == "no-store"
    assert "M1 Children online: rights and risks" in check.text
    assert "February 1, 2027" in check.text
    assert "Cristina" not in check.text
    assert faults(check.text) == []
    clock.set(datetime(2027, 2, 2, tzinfo=UTC))
    late = classroom.client.get(f"/training/cards/{card['number']}.json").json or {}
    assert (late["modules"], late["valid_until"]) == (["M1"], "2028-02-01")


def test_a_number_nobody_has_is_not_found(classroom: Classroom) -> None:
    answer = classroom.client.get("/training/cards/2222-2222-2222.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    page = classroom.client.get("/training/cards/2222-2222-2222", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "Read it again, letter by letter" in page.text


def test_numbers_are_drawn_from_letters_nobody_confuses() -> None:
    assert len(set(rules.CARD_LETTERS)) == len(rules.CARD_LETTERS) == 32
    assert not set("01IO") & set(rules.CARD_LETTERS)
    assert rules.card_number(lambda letters: letters[0]) == "2222-2222-2222"
