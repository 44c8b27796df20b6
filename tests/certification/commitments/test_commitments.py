"""What the head of a school signs: over HTTP, and as a page."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask

from certification.commitments import formats
from tests.certification.reviews.test_pages import browser, place, send
from tests.certification.schoolhouse import OTHER_SCHOOL, C, Schoolhouse
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.services.served import Published

URL = f"/schools/{SCHOOL}/commitments"
BODY = {"statement": "1.0.0", "public_entry": True}


def test_the_head_signs_once_and_others_are_told(
    schoolhouse: Schoolhouse, published: Published
) -> None:
    head = schoolhouse.person("head")
    signed = schoolhouse.done(schoolhouse.ask("POST", URL, head, BODY), 201)
    assert (signed["state"], signed["signed_on"]) == ("signed", "2026-02-02")
    again = schoolhouse.ask("POST", URL, head, BODY)
    assert schoolhouse.done(again, 409)["reason"] == "signed_already"
    told = [body for _, body in published("certification.commitment.signed.v1")]
    body = {"school": str(SCHOOL), "statement": "1.0.0", "on": "2026-02-02", "public_entry": True}
    assert told == [body]


def test_others_are_told_that_a_head_wants_no_public_entry(
    schoolhouse: Schoolhouse, published: Published
) -> None:
    signed = schoolhouse.ask(
        "POST", URL, schoolhouse.person("head"), BODY | {"public_entry": False}
    )
    schoolhouse.done(signed, 201)
    told = [body for _, body in published("certification.commitment.signed.v1")]
    assert [body["public_entry"] for body in told] == [False]


def test_of_many_who_sign_at_once_one_succeeds(schoolhouse: Schoolhouse, app: Flask) -> None:
    head = schoolhouse.person("head")

    def press(_: int) -> int:
        client = app.test_client(use_cookies=False)
        return client.post(f"{C}{URL}", json=BODY, headers=head).status_code

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(press, range(5))) == [201, 409, 409, 409, 409]


def test_an_unknown_school_waits(schoolhouse: Schoolhouse) -> None:
    school = uuid4()
    url = f"/schools/{school}/commitments"
    answer = schoolhouse.ask("POST", url, schoolhouse.person("head", school), BODY)
    assert schoolhouse.done(answer, 409)["reason"] == "not_known_yet"


@pytest.mark.parametrize("role", ["focal", "deputy", "coordinator", "staff"])
def test_nobody_else_signs(schoolhouse: Schoolhouse, role: str) -> None:
    schoolhouse.done(schoolhouse.ask("POST", URL, schoolhouse.person(role), BODY), 403)


def test_the_head_of_another_school_does_not_sign(schoolhouse: Schoolhouse) -> None:
    stranger = schoolhouse.person("head", OTHER_SCHOOL)
    refused = schoolhouse.done(schoolhouse.ask("POST", URL, stranger, BODY), 403)
    assert refused["reason"] == "not_yours"


@pytest.mark.parametrize(
    "body",
    [{}, {"statement": "1.0.0"}, {**BODY, "statement": "9.9.9"}, {**BODY, "name": "A person"}],
)
def test_a_bad_body_is_refused(schoolhouse: Schoolhouse, body: dict[str, object]) -> None:
    refused = schoolhouse.done(schoolhouse.ask("POST", URL, schoolhouse.person("head"), body), 422)
    assert refused["errors"]


def test_the_page_shows_the_text_and_takes_one_signature(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    url = f"/certification/schools/{SCHOOL}/commitment"
    head = browser(page_as, "head")
    page = head.get(url).text
    assert all(point in page for point in ("Children have the right", "a name if they wish"))
    assert len(formats.load().points) == page.count("<li>We") + page.count("<li>Children") + (
        page.count("<li>Every")
    )
    assert "Sign the commitment" not in browser(page_as, "focal").get(url).text
    assert send(head, url).status_code == 422
    assert place(send(head, url, public_entry="no")).endswith(str(SCHOOL))
    assert "not listed in public" in browser(page_as, "deputy").get(url).text
    schoolhouse.done(schoolhouse.ask("POST", URL, schoolhouse.person("head"), BODY), 409)
