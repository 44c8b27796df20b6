"""The pages of the front door, of today's work, of the registry and for children."""

import httpx
import pytest

from allinone.compose import SERVICES
from allinone.demo_parts import PASSWORD
from chassis.jobs import Runner
from tests.browser.demo_town import Served
from tests.browser.pages import Opener, assert_page_is_sound
from tests.browser.places import OWN, url_of


@pytest.mark.parametrize(("login", "path"), OWN)
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
    with page.expect_navigation():
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
