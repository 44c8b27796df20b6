"""A child's way through the pages for children."""

import pytest

from tests.browser.demo_town import Served
from tests.browser.pages import Opener, Visit, assert_page_is_sound
from tests.browser.places import CHILDREN, url_of

MOST_TRIES = 5


@pytest.mark.parametrize("path", [path for _, path in CHILDREN])
def test_the_page_is_fit_for_children(open_page: Opener, town: Served, path: str) -> None:
    visit = open_page(url_of(town, path))
    assert visit.status == (404 if "no-such" in path else 200)
    if visit.status == 404:
        visit.console.clear()  # the browser calls the answer itself an error
    assert_page_is_sound(visit, for_children=True)


@pytest.mark.parametrize("js", [True, False])
def test_a_child_tells_and_comes_back_on_a_phone(open_page: Opener, town: Served, js: bool) -> None:
    """Every page on the way is looked at; nothing is left in the browser."""
    visit = open_page(url_of(town, "/help/{slug}"), js=js, width=320)
    for press in ("begin", "who", "what", "age_band", "safe_now"):
        _look_and_press(visit, f"main [name={press}], main [name=go][value={press}]")
    visit.page.fill("#text", "Somebody asks me for pictures. Look at www.example.org/me")
    _look_and_press(visit, "main .main")
    for _ in range(MOST_TRIES):
        # Whoever is quicker than any reader is asked to read it once more.
        if _heading(visit) == "Look at it once more":
            _look_and_press(visit, "main .main")
            # The browser itself calls that answer an error.
            visit.console[:] = [said for said in visit.console if "status of 429" not in said]
    assert _heading(visit) == "This is your code"
    code = visit.page.locator("#code").inner_text()
    _look_and_press(visit, "main .main")
    assert _heading(visit) == "What happens next"
    _look_and_press(visit, "main a.answer[href='/help/code']")
    visit.page.fill("#receipt", code.replace("-", " "))
    _look_and_press(visit, "main .main")
    assert _heading(visit) == "You are back"
    visit.page.fill("#text", "It happened again today.")
    _look_and_press(visit, "main .main")
    assert visit.page.get_by_text("It happened again today.").is_visible()
    _look_and_press(visit, "main [value=end]")
    assert_page_is_sound(visit, for_children=True)
    assert visit.page.context.cookies() == []


def _heading(visit: Visit) -> str:
    return visit.page.locator("h1").inner_text()


def _look_and_press(visit: Visit, what: str) -> None:
    visit.html = visit.page.content()
    assert_page_is_sound(visit, for_children=True)
    with visit.page.expect_navigation():
        visit.page.locator(what).first.click()


def test_a_child_finds_help_by_keyboard_and_leaves_at_once(open_page: Opener, town: Served) -> None:
    visit = open_page(f"{town.address}/help", width=320)
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this page now"
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    leave = page.locator(".exit a")
    assert leave.is_visible()
    box = leave.bounding_box()
    assert box is not None
    assert box["y"] < 100, "the button stays in sight"
    assert box["height"] >= 44
    assert page.context.cookies() == []
    assert visit.strangers == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
