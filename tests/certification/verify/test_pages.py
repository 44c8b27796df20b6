import pytest

from tests.services.conftest import StartService


@pytest.fixture
def database_kind() -> str:
    """Nothing is looked up yet, so one database is enough."""
    return "sqlite"


def test_the_page_asks_for_a_number_and_says_that_none_was_issued(
    start_service: StartService,
) -> None:
    page = start_service("certification").client().get("/verify")
    assert page.status_code == 200
    assert 'name="number"' in page.text
    assert "has not issued any certificate" in page.text


def test_a_number_leads_to_its_own_page(start_service: StartService) -> None:
    client = start_service("certification").client()
    sent = client.get("/verify?number=sis-md-2026-000001-5")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/verify/SIS-MD-2026-000001-5")
    page = client.get(sent.headers["Location"])
    assert page.status_code == 404
    assert "This number is not in our register" in page.text
    assert "SIS-MD-2026-000001-5" in page.text


@pytest.mark.parametrize("number", ["", "  ", "/", "???"])
def test_an_empty_number_is_asked_for_again(start_service: StartService, number: str) -> None:
    page = start_service("certification").client().get("/verify", query_string={"number": number})
    assert page.status_code == 422
    assert "Write the number as it is printed" in page.text


def test_a_program_gets_a_problem_document(start_service: StartService) -> None:
    answer = start_service("certification").client().get("/verify/SIS-MD-2026-000001-5.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert (answer.json or {})["reason"] == "no_such_number"


def test_words_in_the_address_do_not_become_markup(start_service: StartService) -> None:
    page = (
        start_service("certification").client().get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    )
    assert page.status_code == 404
    assert "<script>alert" not in page.text
