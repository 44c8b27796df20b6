"""The page on which the panel decides."""

import pytest

from tests.certification.dossiers.test_pages import browser, one, send
from tests.certification.journey import Journey, finding
from tests.certification.reviews.test_pages import hidden, place
from tests.certification.schoolhouse import trained
from tests.registry.front_door import PageAs

REASONS = "All was found as the school says."


def test_whoever_decides_second_loses_no_word(journey: Journey, page_as: PageAs) -> None:
    journey.reach("moderation")
    panel, url = browser(page_as, "panel"), f"{one(journey)}/decision"
    before = hidden(panel.get(url).text)
    journey.decide("panel2")
    words = "All was found as the school says, and more."
    late = panel.post(url, data={**before, "outcome": "awarded", "reasons": words})
    assert late.status_code == 409
    assert words in late.text
    assert "The panel has decided already." in late.text


def test_the_panel_reads_what_differs_before_it_decides(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    journey.find()
    journey.find_these([finding("2.2", 1, 2)])
    for group in ("pupils", "staff", "leadership"):
        journey.talk(group)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    comment = {"accepted": False, "comment": "2.2 was adopted in May."}
    journey.done("POST", f"{journey.url}/findings-response", "head", comment)
    page = browser(page_as, "panel").get(f"{one(journey)}/decision").text
    assert "the school said 2, found 1." in page
    assert "2.2 was adopted in May." in page
    assert "The head does not agree with everything." in page
    assert "No level yet" in page
    assert 'value="awarded"' not in page


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"outcome": "", "reasons": REASONS}, "Choose what you decide."),
        ({"outcome": "awarded", "reasons": "Good."}, "Write from 20 to 4,000 letters."),
        ({"outcome": "perhaps", "reasons": REASONS}, REASONS),
    ],
)
def test_what_was_typed_stays_when_something_is_missing(
    journey: Journey, page_as: PageAs, typed: dict[str, str], wrong: str
) -> None:
    journey.reach("moderation")
    refused = send(browser(page_as, "panel"), f"{one(journey)}/decision", **typed)
    assert refused.status_code == 422
    assert wrong in refused.text
    assert typed["reasons"] in refused.text
    assert journey.state() == "moderation"


def test_a_closed_gate_is_named_beside_the_choice(journey: Journey, page_as: PageAs) -> None:
    journey.reach("moderation")
    journey.school.hear(trained("deputy", all_modules=False), version=2)
    panel = browser(page_as, "panel")
    url = f"{one(journey)}/decision"
    assert "Not met" in panel.get(url).text
    refused = send(panel, url, outcome="awarded", reasons=REASONS)
    assert refused.status_code == 409
    assert REASONS in refused.text
    assert "have passed all five training modules" in refused.text
    assert place(send(panel, url, outcome="not_yet", reasons=REASONS)) == one(journey)
    assert journey.state() == "not_yet"


def test_only_the_panel_decides_and_only_in_time(journey: Journey, page_as: PageAs) -> None:
    journey.reach("findings_shared")
    url = f"{one(journey)}/decision"
    assert browser(page_as, "panel").get(url).status_code == 409
    for who in ("head", "coordinator", "assessor"):
        assert browser(page_as, who).get(url).status_code == 403, who
