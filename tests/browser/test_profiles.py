"""One visit finds nothing of another, although both are in the same profile."""

from tests.browser.pages import Opener
from tests.browser.profiles import Profiles

LEAVE = """() => {
  document.cookie = 'left=yes';
  localStorage.left = sessionStorage.left = 'yes';
}"""
FIND = "() => [document.cookie, localStorage.left ?? null, sessionStorage.left ?? null]"


def test_what_a_visit_leaves_the_next_one_does_not_find(profiles: Profiles, sample: str) -> None:
    opener = Opener(profiles)
    first = opener(sample, cookies={"ciss": "somebody"}, dark=True, width=320)
    first.page.evaluate(LEAVE)
    opener.close()
    second = opener(sample)
    assert second.page == first.page
    assert second.page.context.cookies() == []
    assert second.page.evaluate(FIND) == ["", None, None]
    assert second.page.evaluate("innerWidth") == 1280
    assert not second.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    second.page.evaluate("console.error('only the second hears this')")
    assert second.console
    assert not first.console
    opener.close()


def test_two_visits_at_once_are_strangers(open_page: Opener, sample: str) -> None:
    one, other = open_page(sample, cookies={"ciss": "somebody"}), open_page(sample)
    assert one.page.context != other.page.context
    assert other.page.context.cookies() == []
