"""The plan of a school as pages."""

from tests.certification.reviews.test_pages import browser, hidden, place, send
from tests.certification.schoolhouse import Schoolhouse
from tests.registry.front_door import PageAs

ANSWERS = {
    "criterion": "1.1",
    "to_level": "2",
    "title": "Sign the commitment",
    "owner_role": "head",
    "due_on": "2026-05-15",
    "effort": "S",
}


def reviewed(schoolhouse: Schoolhouse) -> str:
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review("silver")
    schoolhouse.rate_all(review)
    return f"/certification/reviews/{review}/plan"


def test_an_action_is_planned_begun_and_done(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url, client = reviewed(schoolhouse), browser(page_as)
    assert place(send(client, url, **ANSWERS)) == url
    page = client.get(url).text
    assert "Sign the commitment" in page
    action = page.partition(f"{url}/")[2].partition("/doing")[0]
    assert place(client.post(f"{url}/{action}/doing", data=hidden(page))) == url
    assert place(client.post(f"{url}/{action}/done", data=hidden(client.get(url).text))) == url
    assert "Mark as done" not in client.get(url).text


def test_mistakes_keep_what_was_typed(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url = reviewed(schoolhouse)
    refused = send(browser(page_as), url, **{**ANSWERS, "due_on": "2025-01-01"})
    assert refused.status_code == 422
    assert "Use a day that lies ahead." in refused.text
    assert "Sign the commitment" in refused.text


def test_the_plan_names_the_modules_that_lack_an_action(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    url = reviewed(schoolhouse)
    head = browser(page_as, "head")
    send(head, url, **ANSWERS)
    assert "have no action yet: M3, M4, M5" in head.get(url).text
    refused = head.post(f"{url}/adoption", data=hidden(head.get(url).text))
    assert refused.status_code == 409
    assert "Add an action for M3, M4, M5 first." in refused.text


def test_the_head_drops_an_action_with_a_reason(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url, head = reviewed(schoolhouse), browser(page_as, "head")
    send(head, url, **ANSWERS)
    page = head.get(url).text
    action = page.partition(f"{url}/")[2].partition("/doing")[0]
    drop = f"{url}/{action}/dropping"
    assert browser(page_as).get(drop).status_code == 403
    assert send(head, drop, reason="").status_code == 422
    before = hidden(head.get(drop).text)
    assert place(send(head, drop, reason="The board does it")) == url
    again = head.post(drop, data={**before, "reason": "The parents do it"})
    assert again.status_code == 409
    assert "The parents do it" in again.text
    assert "The board does it" in head.get(url).text


def test_a_step_that_was_named_fills_the_form(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url = reviewed(schoolhouse)
    page = browser(page_as).get(f"{url}?criterion=3.2&to_level=3").text
    assert '<option selected value="3.2">' in page
    assert '<option selected value="3">' in page
