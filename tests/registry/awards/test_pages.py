"""The public register as anybody sees it."""

from bs4 import BeautifulSoup

from contracts.certification import CertificateState
from tests.registry.awards.test_register import certificate, promise
from tests.registry.enrolments.test_pages import text_of
from tests.registry.journey import Journey


def test_the_front_door_leads_to_the_search(journey: Journey) -> None:
    page = BeautifulSoup(journey.client.get("/").text, "html.parser")
    assert page.select_one('form.search[action="/find"] input[name="q"]') is not None


def test_an_empty_register_says_so(journey: Journey) -> None:
    assert "No school or café is certified here yet" in text_of(journey.client.get("/find"))


def test_each_place_shows_what_its_certificate_is_worth_today(journey: Journey) -> None:
    school = journey.school(public_listing=True, name="Linden School (demo)")
    journey.hear(
        (certificate(1), 1),
        (certificate(2, state=CertificateState.SUSPENDED), 1),
        (certificate(3, state=CertificateState.EXPIRED), 1),
        (certificate(4, state=CertificateState.REVOKED), 1),
        (promise(school, public_entry=True), 1),
    )
    answer = journey.client.get("/find")
    assert "Set-Cookie" not in answer.headers
    rows = BeautifulSoup(answer.text, "html.parser").select("tbody tr")
    words = [" ".join(row.get_text(" ").split()) for row in rows]
    assert [
        any(state in row for row in words)
        for state in (
            "Valid",
            "Suspended, not valid now",
            "Expired",
            "Taken back",
            "Has committed, not assessed",
        )
    ] == [True] * 5
    links = [str(a["href"]) for row in rows for a in row.select("a")]
    assert "/verify/SIS-MD-2026-000001-5" in links
    assert len(links) == 4


def test_a_search_without_a_hit_says_what_to_do(journey: Journey) -> None:
    journey.hear((certificate(1), 1))
    shown = text_of(journey.client.get("/find?q=nowhere"))
    assert "No place like this is certified" in shown
    assert "Lyceum 01" in text_of(journey.client.get("/find?q=lyceum&level=bronze&state=odd"))
