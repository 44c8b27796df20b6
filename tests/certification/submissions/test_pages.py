"""Sending back and giving up on pages."""

from tests.certification.dossiers.test_pages import browser, one, send
from tests.certification.journey import Journey
from tests.certification.reviews.test_pages import hidden, place
from tests.certification.schoolhouse import rating
from tests.registry.front_door import PageAs

REASON = "Say who adopted the policy, and when."


def test_what_is_missing_leads_to_where_it_is_written(journey: Journey, page_as: PageAs) -> None:
    review = journey.rated()
    journey.school.rate(review, [rating("2.1", 2, "Too short.")])
    page = browser(page_as, "head").get(f"/certification/reviews/{review}/submission").text
    assert f"/certification/reviews/{review}/criteria/2.1" in page
    assert "Hand in the self-review</button>" not in page


def test_a_review_is_sent_back_with_reasons_the_head_reads(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    assessor = browser(page_as, "assessor")
    url = f"{one(journey)}/returning"
    assert "at least one criterion" in send(assessor, url).text
    short = send(assessor, url, c_2_1="Why?", c_2_2=REASON)
    assert short.status_code == 422
    assert "Why?" in short.text
    before = hidden(assessor.get(url).text)
    assert place(send(assessor, url, c_2_1=REASON)) == one(journey)
    again = assessor.post(url, data={**before, "c_2_2": REASON})
    assert (again.status_code, REASON in again.text) == (409, True)
    page = browser(page_as, "head").get(one(journey)).text
    assert "Why it was sent back" in page
    assert REASON in page


def test_giving_up_asks_once_more(journey: Journey, page_as: PageAs) -> None:
    journey.reach("moderation")
    head = browser(page_as, "head")
    url = f"{one(journey)}/withdrawal"
    assert "Your self-review stays as it is" in head.get(url).text
    assert place(send(head, url)) == one(journey)
    assert journey.state() == "withdrawn"
