"""The pages of a school's way to a certificate, for each who works on it."""

import pytest

from tests.browser.demo_town import Served
from tests.browser.pages import Opener, assert_page_is_sound
from tests.browser.places import THREAD, thing, url_of


@pytest.mark.parametrize(("login", "path"), THREAD)
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


def test_the_question_before_findings_are_shown_is_fit_to_be_shown(
    open_page: Opener, town: Served
) -> None:
    path = f"certification/assessments/{thing(town, 'visiting')}"
    shown = town.ask("assessor", path)
    wishes = [
        {
            "criterion": each,
            "found_level": level,
            "kind": "confirm",
            "reason": "Seen and heard (invented).",
        }
        for each, level in shown["self_levels"].items()
        if each not in {found["criterion"] for found in shown["findings"]}
    ]
    body = {"findings": wishes}
    town.send("PATCH", "assessor", f"{path}/findings", body, version=shown["row_version"])
    cookies = {"ciss": town.cookies["assessor"]}
    visit = open_page(f"{town.address}/{path}/findings", cookies=cookies)
    assert visit.page.get_by_role("button", name="Show them now").is_visible()
    assert_page_is_sound(visit)
