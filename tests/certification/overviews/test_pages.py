"""A school on its way to a certificate, as a page."""

import pytest

from certification.overviews.rules import Progress, next_step
from tests.certification.journey import AGENDA, STEPS, Journey
from tests.certification.reviews.test_pages import browser, hidden, place, send
from tests.certification.schoolhouse import Schoolhouse, covered, rating
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.services.served import Hear
from tests.statements import statements

URL = f"/certification/schools/{SCHOOL}"


@pytest.mark.parametrize(
    ("progress", "step"),
    [
        (Progress(False, None), "commit"),
        (Progress(True, None), "begin"),
        (Progress(True, "closed"), "begin"),
        (Progress(True, "open", ["1.1"]), "rate"),
        (Progress(True, "baselined", ["2.1"]), "plan"),
        (Progress(True, "baselined", ["2.1"], is_planned=True), "explain"),
        (Progress(True, "baselined", (), is_planned=True), "hand_in"),
        (Progress(True, "submitted", (), is_planned=True), "wait"),
        (Progress(True, "returned", (), is_planned=True), "mend"),
    ],
)
def test_there_is_one_thing_to_do_next(progress: Progress, step: str) -> None:
    assert next_step(progress) == step


def test_a_school_goes_from_the_commitment_to_the_plan(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    head = browser(page_as, "head")
    assert "Read and sign the commitment" in head.get(URL).text
    assert place(send(head, f"{URL}/commitment", public_entry="yes")) == URL
    assert "Begin the self-review" in head.get(URL).text
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review()
    assert "26 criteria are left to rate" in head.get(URL).text
    schoolhouse.rate_all(review)
    page = head.get(URL).text
    assert "Make your plan" in page
    assert "Bronze" in page
    assert "To reach Silver" in page
    assert f"/certification/reviews/{review}/radar.svg" in page
    schoolhouse.done(schoolhouse.plan(review), 201)
    plan = f"/certification/reviews/{review}/plan"
    assert place(head.post(f"{plan}/adoption", data=hidden(head.get(plan).text))) == plan
    assert "Ready to hand in" in head.get(URL).text
    schoolhouse.rate(review, [rating("2.1", 2, "x" * 79)])
    assert "1 criterion needs a longer explanation" in head.get(URL).text


def test_the_head_is_told_what_waits_and_what_was_awarded(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    head = browser(page_as, "head")
    send(head, f"{URL}/commitment", public_entry="yes")
    assert "With the assessors" in head.get(URL).text
    journey.done("POST", f"{journey.url}/agenda", "assessor", AGENDA, 201)
    assert "A day for the visit is proposed" in head.get(URL).text
    assert f"/certification{journey.url}" in head.get(URL).text
    journey.done("POST", f"{journey.url}/agenda-acceptance", "head", {})
    for step in STEPS[3:5]:
        step(journey)
    head = browser(page_as, "head")
    page = head.get(URL).text
    assert "The findings are there" in page
    assert "answers by February 17, 2026" in page
    STEPS[5](journey)
    number = journey.school.done(journey.decide(), 201)["certificate"]
    page = head.get(URL).text
    assert "Your school is certified: Bronze" in page
    assert f"/certification/certificates/{number}" in page
    assert f"/certification{journey.url}" in page
    assert "An award follows only" not in page


def test_what_only_a_higher_award_needs_says_so(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    assert schoolhouse is not None  # it told of the school
    page = browser(page_as, "head").get(URL).text
    assert page.count("(for Silver and above)") == 1
    assert page.count("(for Gold and above)") == 1


def test_the_gates_say_what_is_missing(
    schoolhouse: Schoolhouse, page_as: PageAs, hear: Hear
) -> None:
    schoolhouse.train("head", "focal")
    page = browser(page_as).get(URL).text
    assert "deputy" in page
    assert "Still missing:" in page
    hear(*covered("50"))
    assert "Counted on " in browser(page_as).get(URL).text


def test_the_page_asks_as_much_with_a_full_review_as_with_an_empty_one(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    review = schoolhouse.review()
    client = browser(page_as)
    client.get(URL)
    with statements() as few:
        client.get(URL)
    schoolhouse.open_channel()
    schoolhouse.train()
    schoolhouse.rate_all(review)
    for _ in range(3):
        schoolhouse.plan(review)
    with statements() as many:
        client.get(URL)
    assert len(many) <= len(few) <= 16


@pytest.mark.usefixtures("schoolhouse")
def test_the_head_of_one_school_is_led_to_it(page_as: PageAs) -> None:
    answer = browser(page_as, "head").get("/certification")
    assert answer.status_code == 302
    assert answer.location.endswith(URL)


@pytest.mark.usefixtures("schoolhouse")
def test_officials_find_the_assessments(page_as: PageAs) -> None:
    for role in ("coordinator", "assessor", "panel"):
        assert "/certification/assessments" in page_as(role).get("/certification").text


@pytest.mark.usefixtures("schoolhouse")
def test_visitors_read_what_this_is_and_the_standard(page_as: PageAs) -> None:
    visitor = page_as()
    page = visitor.get("/certification").text
    assert "/certification/assessments" not in page
    standard = visitor.get("/certification/standard").text
    assert standard.count("<details>") == 26
    assert "Named leads" in standard
