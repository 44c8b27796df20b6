"""The frame in a real browser, shown by the living style sheet."""

import pytest

from chassis.ids import new_id
from tests.browser.pages import Opener, assert_page_is_sound, grave
from tests.browser.sample import PAGES

ALL = [*PAGES, "/schools?said=sample_saved&demo"]


@pytest.mark.parametrize("path", ALL)
def test_every_piece_is_sound_in_a_browser(open_page: Opener, sample: str, path: str) -> None:
    assert_page_is_sound(open_page(sample + path))


@pytest.mark.parametrize("path", ALL)
def test_every_piece_is_sound_on_a_phone_without_javascript(
    open_page: Opener, sample: str, path: str
) -> None:
    visit = open_page(sample + path, js=False, width=320)
    # The page of long work loads itself anew every three seconds; not while it is looked at.
    visit.page.route(visit.page.url, lambda route: route.fulfill(status=204))
    assert_page_is_sound(visit)


@pytest.mark.parametrize("path", ["/", "/ask", "/work", ALL[-1]])
def test_every_piece_is_sound_from_right_to_left_in_the_dark(
    open_page: Opener, sample: str, path: str
) -> None:
    glue = "&" if "?" in path else "?"
    assert_page_is_sound(open_page(f"{sample}{path}{glue}lang=ar", dark=True, width=320))


@pytest.mark.parametrize("path", ["/schools", "/ask"])
def test_print_keeps_contrast_and_leaves_out_what_paper_cannot_do(
    open_page: Opener, sample: str, path: str
) -> None:
    page = open_page(sample + path, media="print").page
    assert grave(page) == []
    assert not page.locator(".mainnav, .masthead-search, .btn").filter(visible=True).count()


def test_where_colours_are_forced_the_place_in_the_navigation_still_shows(
    open_page: Opener, sample: str
) -> None:
    page = open_page(sample + "/schools", forced=True).page
    border = "e => getComputedStyle(e).borderBottomColor"
    here = page.locator(".mainnav a[aria-current]").evaluate(border)
    other = page.locator(".mainnav a:not([aria-current])").first.evaluate(border)
    assert here != other


def test_a_form_with_errors_focuses_the_summary_and_keeps_what_was_typed(
    open_page: Opener, sample: str
) -> None:
    visit = open_page(sample + "/ask")
    visit.page.fill("#about", "Two shifts a day")
    with visit.page.expect_navigation():
        visit.page.click("text=Add the school >> nth=-1")
    assert visit.page.evaluate("document.activeElement.className") == "error-summary"
    assert visit.page.input_value("#about") == "Two shifts a day"
    assert visit.page.title().startswith("Error: Add a school")
    visit.page.click(".error-summary a >> nth=0")
    assert visit.page.evaluate("document.activeElement.id") == "name"
    assert grave(visit.page) == []


def test_a_double_click_sends_one_id(open_page: Opener, sample: str) -> None:
    visit = open_page(sample + "/ask")
    first = visit.page.input_value("form.ask input[name=once]")
    visit.page.click("form.ask button")
    assert visit.page.input_value("form.ask input[name=once]") == first
    assert open_page(sample + "/ask").page.input_value("form.ask input[name=once]") != first


def test_long_work_follows_by_itself_with_javascript(open_page: Opener, sample: str) -> None:
    visit = open_page(f"{sample}/work?ends={new_id()}")
    visit.page.wait_for_selector("text=8,990 schools were taken in", timeout=8000)
    assert visit.page.locator("#live").inner_text() == "The import is finished."
    assert visit.console == []


def test_the_focus_stays_on_a_button_that_is_renewed(open_page: Opener, sample: str) -> None:
    page = open_page(sample + "/work?more").page
    page.focus("#stop")
    page.evaluate("document.querySelector('#stop').dataset.old = 'yes'")
    page.wait_for_selector("#stop:not([data-old])", timeout=8000)
    assert page.evaluate("document.activeElement.id") == "stop"


def test_long_work_follows_by_reloading_without_javascript(open_page: Opener, sample: str) -> None:
    visit = open_page(sample + "/work", js=False)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in visit.html
    assert "http-equiv" not in open_page(sample + "/work?done", js=False).html


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Opener, sample: str) -> None:
    page = open_page(sample + "/schools").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
