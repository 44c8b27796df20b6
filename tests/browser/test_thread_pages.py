"""The pages of a school's way to a certificate, for each who works on it."""

import pytest

from tests.browser.demo_town import Served
from tests.browser.pages import Opener, assert_page_is_sound
from tests.browser.places import ASSESSMENT, CERTIFICATION, DESKS, SCHOOLS, TRAINING, url_of


@pytest.mark.parametrize(
    ("login", "path"), [*SCHOOLS, *TRAINING, *CERTIFICATION, *ASSESSMENT, *DESKS]
)
def test_the_page_is_fit_to_be_shown(
    open_page: Opener, town: Served, login: str | None, path: str
) -> None:
    cookies = {"ciss": town.cookies[login]} if login else None
    visit = open_page(url_of(town, path), cookies=cookies)
    assert visit.status == 200
    assert_page_is_sound(visit)


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("head1", "/certification/schools/{school_of_head1}"),
        ("focal7", "/certification/reviews/{review_of_head7}/criteria/3.3"),
        ("panel", "/certification/assessments/{moderation}"),
        (None, "/verify/{active}"),
        ("staff", "/training"),
    ],
)
def test_it_is_there_on_a_phone_without_javascript_and_in_the_dark(
    open_page: Opener, town: Served, login: str | None, path: str
) -> None:
    cookies = {"ciss": town.cookies[login]} if login else None
    visit = open_page(url_of(town, path), js=False, dark=True, width=320, cookies=cookies)
    assert visit.status == 200
    assert_page_is_sound(visit)
