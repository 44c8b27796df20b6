"""The pages of the front door, of today's work, of countries and of the other services."""

import httpx
import pytest

from allinone.compose import SERVICES
from allinone.demo_people import PASSWORD
from chassis.jobs import Runner
from tests.browser.demo_town import Served
from tests.browser.pages import Opener, assert_page_is_sound

PAGES = [
    (None, "/"),
    (None, "/find"),
    (None, "/about"),
    (None, "/privacy"),
    (None, "/accessibility"),
    (None, "/verify"),
    (None, "/verify/SIS-MD-2026-900001-2"),
    (None, "/training"),
    (None, "/certification"),
    (None, "/reports"),
    ("coordinator", "/registry/today"),
    ("safeguarding", "/registry/today"),
    ("ops", "/registry/today"),
    ("head1", "/registry/today"),
    ("ops", "/registry/system"),
    ("coordinator", "/registry/jurisdictions"),
    ("safeguarding", "/registry/jurisdictions"),
    ("safeguarding", "/registry/jurisdictions/new"),
    ("safeguarding", "/registry/jurisdictions/{draft}"),
    ("safeguarding", "/registry/jurisdictions/{draft}/edit"),
    ("safeguarding", "/registry/jurisdictions/{draft}/duties/new"),
    ("safeguarding", "/registry/jurisdictions/{published}"),
    ("coordinator", "/registry/jurisdictions/{draft}/publication"),
    (None, "/registry/sign-in"),
    ("coordinator", "/registry/sign-out"),
    ("coordinator", "/registry/me"),
    ("coordinator", "/registry/people"),
    ("coordinator", "/registry/people/invite"),
    ("coordinator", "/registry/schools"),
    ("coordinator", "/registry/schools?q=zzzz"),
    ("coordinator", "/registry/schools/new"),
    ("coordinator", "/registry/schools/{school}"),
    ("coordinator", "/registry/schools/{school}/edit"),
    ("coordinator", "/registry/schools/{school}/closure"),
    ("coordinator", "/registry/imports"),
    ("coordinator", "/registry/imports/{list}"),
    ("coordinator", "/registry/imports/{list}/file"),
    ("coordinator", "/registry/imports/{list}/columns"),
    ("coordinator", "/registry/imports/{list}/confirmation"),
]
"""Who opens what; nobody is a visitor."""
PHONE_PAGES = ["/registry/schools", "/registry/imports/{list}", "/registry/people"]


THINGS = {
    "draft": ("safeguarding", "registry/jurisdictions?state=draft"),
    "published": ("safeguarding", "registry/jurisdictions?state=published"),
    "school": ("coordinator", "registry/schools?state=listed"),
    "list": ("coordinator", "registry/school-imports"),
}
"""Where the id in a path comes from: the first item of a list, as this person sees it."""


def url_of(town: Served, path: str) -> str:
    """Put the id of a thing into a path that names one."""
    for name, (login, listed) in THINGS.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", town.id_of(login, listed))
    return town.address + path


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_the_page_is_fit_to_be_shown(
    open_page: Opener, town: Served, login: str | None, path: str
) -> None:
    cookies = {"ciss": town.cookies[login]} if login else None
    visit = open_page(url_of(town, path), cookies=cookies)
    assert visit.status == (404 if "SIS-" in path else 200)
    if visit.status == 404:
        visit.console.clear()  # the browser calls the answer itself an error
    assert_page_is_sound(visit)


@pytest.mark.parametrize("login", ["coordinator", "ops"])
def test_todays_work_is_there_without_javascript_and_in_the_dark(
    open_page: Opener, town: Served, login: str
) -> None:
    cookies = {"ciss": town.cookies[login]}
    visit = open_page(
        f"{town.address}/registry/today", js=False, dark=True, width=320, cookies=cookies
    )
    assert visit.page.locator("h2").count() >= 1
    assert_page_is_sound(visit)


@pytest.mark.parametrize(
    "path", ["/registry/schools", "/registry/imports/{list}", "/registry/people"]
)
def test_lists_become_cards_on_a_phone_without_javascript(
    open_page: Opener, town: Served, path: str
) -> None:
    cookies = {"ciss": town.cookies["coordinator"]}
    visit = open_page(url_of(town, path), js=False, width=320, cookies=cookies)
    assert_page_is_sound(visit)


def test_a_person_signs_in_on_a_phone_without_javascript(open_page: Opener, town: Served) -> None:
    visit = open_page(f"{town.address}/registry/sign-in", js=False, width=320)
    page = visit.page
    page.fill("#login", "coach")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url == f"{town.address}/registry/today"
    assert page.locator("h1").inner_text() == "Today"


def test_the_page_of_a_running_import_ends_with_its_result(open_page: Opener, town: Served) -> None:
    token = {"Authorization": f"Bearer {town.cookies['coordinator'].rstrip('~')}"}
    lists = f"{town.address}/registry/api/v1/school-imports"
    files = {"file": ("z.csv", b"official_code,name,town\nZ1,School Z (demo),Zed\n")}
    sent = httpx.post(lists, files=files, data={"country": "MD"}, headers=token).json()
    said = httpx.post(f"{lists}/{sent['id']}/confirmation", json={}, headers=token)
    assert said.status_code == 202
    cookies = {"ciss": town.cookies["coordinator"]}
    page = open_page(f"{town.address}/registry/imports/{sent['id']}", cookies=cookies).page
    assert page.locator("progress").is_visible()
    database = town.deployment.database("registry")
    assert Runner(database, SERVICES["registry"].jobs, town.deployment.clock).run_one()
    page.wait_for_selector("text=The list is in the registry.", timeout=20000)
    assert page.locator("text=See the schools").is_visible()


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
