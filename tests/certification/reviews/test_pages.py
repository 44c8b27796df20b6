"""A self-review as pages, without JavaScript."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.certification.schoolhouse import CRITERIA, LONG, OTHER_SCHOOL, Schoolhouse, rating
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.statements import statements

HIDDEN = re.compile(r'name="(csrf_token|once|row_version)"[^>]*value="([^"]*)"')


def hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def browser(page_as: PageAs, role: str = "focal", school: Any = SCHOOL) -> FlaskClient:
    return page_as(role, scope="school", id=school)


def send(client: FlaskClient, url: str, **answers: str) -> Any:
    return client.post(url, data={**hidden(client.get(url).text), **answers})


def place(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(urlsplit(answer.location).path)


@pytest.mark.usefixtures("schoolhouse")
def test_a_self_review_is_begun_and_the_first_criterion_follows_the_next(page_as: PageAs) -> None:
    client = browser(page_as)
    listed = place(send(client, f"/certification/schools/{SCHOOL}/self-review", target="bronze"))
    page = client.get(listed).text
    assert "0 of 26 criteria are rated" in page
    first = f"{listed}/criteria/1.1"
    assert first in page
    saved = send(client, first, level="2", commentary=LONG)
    assert place(saved) == f"{listed}/criteria/1.2"
    assert "1 of 26 criteria are rated" in client.get(listed).text


def test_saving_may_lead_back_to_the_list(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    listed = f"/certification/reviews/{schoolhouse.review()}"
    saved = send(browser(page_as), f"{listed}/criteria/1.1", level="1", then="list")
    assert place(saved) == listed


def test_every_level_stands_beside_its_button_and_every_letter_is_counted(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    schoolhouse.rate(review, [rating("2.1", 2, "x" * 79)])
    page = browser(page_as).get(f"/certification/reviews/{review}/criteria/2.1").text
    assert page.count('type="radio"') == 5
    assert "saved so far: 79" in page
    listed = browser(page_as).get(f"/certification/reviews/{review}").text
    assert "Explain more: 79 of 80 letters" in listed


def test_a_draft_without_a_level_is_kept(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    review = schoolhouse.review()
    url = f"/certification/reviews/{review}/criteria/1.3"
    assert send(browser(page_as), url, commentary="We asked in May").status_code == 303
    assert schoolhouse.shown(review)["unrated"] == len(CRITERIA)
    assert "We asked in May" in browser(page_as).get(url).text


def test_what_does_not_apply_needs_a_reason_and_keeps_what_was_typed(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    url = f"/certification/reviews/{review}/criteria/4.4"
    refused = send(browser(page_as), url, level="na", commentary="There is no place near us")
    assert refused.status_code == 422
    assert "Say why this does not apply" in refused.text
    assert "There is no place near us" in refused.text
    saved = send(browser(page_as), url, level="na", reason="The next place is 40 km away")
    assert saved.status_code == 303


def test_a_level_above_what_is_known_cannot_be_chosen(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    url = f"/certification/reviews/{review}/criteria/3.1"
    page = browser(page_as).get(url).text
    assert "Today it allows level 1" in page
    assert page.count("disabled") == 3
    refused = send(browser(page_as), url, level="4", commentary=LONG)
    assert refused.status_code == 422
    assert LONG in refused.text


def test_two_people_at_one_criterion_lose_nothing(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    url = f"/certification/reviews/{review}/criteria/1.1"
    focal, deputy = browser(page_as, "focal"), browser(page_as, "deputy")
    seen = hidden(deputy.get(url).text)
    send(focal, url, level="1", commentary="Written by the focal point")
    late = deputy.post(url, data={**seen, "level": "2", "commentary": "Written by the deputy"})
    assert late.status_code == 409
    assert "Written by the focal point" in late.text
    assert "Written by the deputy" in late.text
    again = deputy.post(
        url, data={**hidden(late.text), "level": "2", "commentary": "Written by both"}
    )
    assert again.status_code == 303
    assert schoolhouse.shown(review)["ratings"][0]["commentary"] == "Written by both"


def test_two_people_at_two_criteria_do_not_meet(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    listed = f"/certification/reviews/{schoolhouse.review()}/criteria"
    focal, deputy = browser(page_as, "focal"), browser(page_as, "deputy")
    seen = hidden(deputy.get(f"{listed}/1.2").text)
    send(focal, f"{listed}/1.1", level="1")
    saved = deputy.post(f"{listed}/1.2", data={**seen, "level": "1", "commentary": ""})
    assert saved.status_code == 303


def test_pages_are_for_the_people_of_the_school(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    review = schoolhouse.review()
    stranger = browser(page_as, "head", OTHER_SCHOOL)
    for url in (
        f"/certification/schools/{SCHOOL}",
        f"/certification/schools/{SCHOOL}/self-review",
        f"/certification/schools/{SCHOOL}/commitment",
        f"/certification/reviews/{review}",
        f"/certification/reviews/{review}/criteria/1.1",
        f"/certification/reviews/{review}/plan",
        f"/certification/reviews/{review}/radar.svg",
    ):
        assert stranger.get(url).status_code == 403, url
        assert page_as("staff", scope="school", id=SCHOOL).get(url).status_code == 403, url


def test_a_form_of_another_page_is_refused(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url = f"/certification/reviews/{schoolhouse.review()}/criteria/1.1"
    answer = browser(page_as).post(url, data={"level": "2", "commentary": LONG})
    assert answer.status_code == 422


def test_a_criterion_that_is_not_there_is_not_found(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    url = f"/certification/reviews/{schoolhouse.review()}/criteria/9.9"
    assert browser(page_as).get(url).status_code == 404


def test_the_list_asks_as_much_for_one_rating_as_for_all(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    client = browser(page_as)
    url = f"/certification/reviews/{review}"
    client.get(url)
    with statements() as few:
        client.get(url)
    schoolhouse.open_channel()
    schoolhouse.train()
    schoolhouse.rate_all(review)
    with statements() as many:
        client.get(url)
    assert len(many) == len(few) <= 8
