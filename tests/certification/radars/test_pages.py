"""The drawing of the levels."""

import sys
from xml.etree import ElementTree as Xml

from tests.certification.reviews.test_pages import browser
from tests.certification.schoolhouse import Schoolhouse
from tests.registry.front_door import PageAs

NAME = "{http://www.w3.org/2000/svg}"


def test_the_drawing_says_in_words_what_it_shows_and_runs_nothing(
    schoolhouse: Schoolhouse, page_as: PageAs
) -> None:
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review()
    schoolhouse.rate_all(review)
    answer = browser(page_as).get(f"/certification/reviews/{review}/radar.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "script" not in answer.headers["Content-Security-Policy"]
    root = Xml.fromstring(answer.text)  # noqa: S314 - our own drawing
    assert root.findtext(f"{NAME}title") == "Levels of the five modules, from 0 to 4"
    words = root.findtext(f"{NAME}desc") or ""
    assert "M2: level 2, aim 2" in words
    assert "M1: level 1, aim 1" in words
    assert not list(root.iter(f"{NAME}script"))
    assert "dasharray" in answer.text


def test_the_same_levels_give_the_same_drawing(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url = f"/certification/reviews/{schoolhouse.review()}/radar.svg"
    assert browser(page_as).get(url).data == browser(page_as).get(url).data


def test_officials_see_it_once_it_was_handed_in(schoolhouse: Schoolhouse, page_as: PageAs) -> None:
    url = f"/certification/reviews/{schoolhouse.review()}/radar.svg"
    assert page_as("assessor").get(url).status_code == 403


def test_no_finder_of_the_old_kind_stays_behind() -> None:
    assert all(hasattr(each, "find_spec") for each in sys.meta_path)
