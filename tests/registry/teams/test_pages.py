"""The people of a school as a page, and the page that asks before a role ends."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser.html import faults
from tests.registry.conftest import Door, PageAs
from tests.registry.forms import fields, send
from tests.registry.staffed import Staffed, new_school, with_people
from tests.statements import statements


def team(school: Staffed) -> str:
    return f"/registry/schools/{school.id}/people"


def ending(school: Staffed, role: str) -> str:
    return f"/registry/memberships/{school.people[role].membership}/ending"


def browser_of(page_as: PageAs, school: Staffed, role: str) -> FlaskClient:
    person = school.people[role]
    return page_as(role, scope="school", id=school.id, sub=person.id, login=person.login)


def test_a_head_sees_what_is_missing_until_the_school_takes_part(
    door: Door, page_as: PageAs
) -> None:
    school = with_people(door, "head")
    browser = browser_of(page_as, school, "head")
    page = browser.get(team(school))
    assert "Missing until this school takes part" in page.text
    assert "A focal point or a deputy. The head invites them." in page.text
    assert "A head. The coordinator" not in page.text
    assert f"/registry/people/invite?place=school:{school.id}&amp;role=focal" in page.text
    assert "(you)" in page.text
    assert faults(page.text) == []
    school.join(door, "focal")
    page = browser.get(team(school))
    assert "This school takes part" in page.text
    assert "Missing" not in page.text


def test_a_school_not_verified_says_who_must_do_it(door: Door, page_as: PageAs) -> None:
    school = new_school(door)
    page = page_as("coordinator").get(team(school))
    assert "must verify the school" in page.text
    assert "Invite a head" in page.text
    assert "Invite a deputy" not in page.text, "that is for the head to do"
    assert faults(page.text) == []


def test_the_invitation_begins_with_the_post_that_was_chosen(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head")
    browser = browser_of(page_as, school, "head")
    path = f"/registry/people/invite?place=school:{school.id}&role=deputy"
    assert '<option selected value="deputy">' in browser.get(path).text
    shown = send(browser, path, login="dep", place=f"school:{school.id}", role="deputy")
    assert team(school) in shown.text
    page = browser.get(team(school))
    assert "Make a new link for dep" in page.text
    assert "Take the invitation back" in page.text


def test_a_head_is_led_from_people_to_the_own_school(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head", "focal")
    for role in ("head", "focal"):
        answer = browser_of(page_as, school, role).get("/registry/people")
        assert (answer.status_code, answer.location) == (303, team(school))
    assert page_as("coordinator").get("/registry/people").status_code == 200


def test_a_new_head_is_led_to_the_people_of_the_school(door: Door, registry: Flask) -> None:
    school = with_people(door)
    path = f"/registry/invitations/{door.secret('hed', 'head', school.place)}"
    typed = {
        "display_name": "Ana Rusu",
        "lang": "ro",
        "email": "",
        "password": "seven green apples",
    }
    welcome = send(registry.test_client(), path, **typed)
    assert f"sign-in?next=%2Fregistry%2Fschools%2F{school.id}%2Fpeople" in welcome.text


def test_a_role_is_asked_about_before_it_ends(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head", "focal", "deputy")
    browser = browser_of(page_as, school, "head")
    path = ending(school, "deputy")
    page = browser.get(path)
    assert "End this role?" in page.text
    assert faults(page.text) == []
    done = browser.post(path, data=fields(page))
    assert done.location == f"{team(school)}?said=role_ended"
    gone = browser.get(team(school)).text
    assert school.people["deputy"].login not in gone


def test_a_post_that_cannot_end_names_the_remedy(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head", "focal")
    browser = browser_of(page_as, school, "head")
    path = ending(school, "focal")
    page = browser.get(path)
    assert "Invite another focal point or deputy first" in page.text
    assert faults(page.text) == []
    data = fields(browser.get(f"/registry/people/invite?place=school:{school.id}"))
    refused = browser.post(path, data=data)
    assert refused.status_code == 409
    assert "Invite another focal point or deputy first" in refused.text
    own = browser.get(ending(school, "head")).text
    assert "Ask your coordinator" in own


def test_an_offer_is_taken_back_by_its_page(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head")
    secret = door.secret("foc", "focal", school.place)
    browser = browser_of(page_as, school, "head")
    text = browser.get(team(school)).text
    path = next(
        part
        for part in text.split('"')
        if part.endswith("/ending") and part not in ending(school, "head")
    )
    page = browser.get(path)
    assert "lets nobody in any more" in page.text
    done = browser.post(path, data=fields(page))
    assert done.location == f"{team(school)}?said=offer_withdrawn"
    late = browser.get(f"/registry/invitations/{secret}")
    assert late.status_code == 410
    assert "This invitation was taken back" in late.text


def test_one_leaves_by_oneself(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head", "focal", "deputy")
    browser = browser_of(page_as, school, "deputy")
    page = browser.get(team(school))
    assert "Leave this post" in page.text
    assert page.text.count("/ending") == 1
    done = send(browser, ending(school, "deputy"))
    assert done.location == "/registry/me?said=role_left"
    again = browser.get(ending(school, "deputy"))
    assert again.status_code == 409


def test_a_press_from_elsewhere_ends_nothing(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head", "focal", "deputy")
    browser = browser_of(page_as, school, "head")
    assert browser.post(ending(school, "deputy")).status_code == 422
    assert school.people["deputy"].login in browser.get(team(school)).text


@pytest.mark.parametrize("who", ["staff", "stranger", "other_partner", "ops"])
def test_who_may_not_see_the_people_nor_end_a_role(door: Door, page_as: PageAs, who: str) -> None:
    school = with_people(door, "head", "focal", "deputy", "staff")
    browser = {
        "staff": lambda: browser_of(page_as, school, "staff"),
        "stranger": lambda: page_as("head", scope="school", id=uuid4()),
        "other_partner": lambda: page_as("coordinator", id=uuid4()),
        "ops": lambda: page_as("ops"),
    }[who]()
    assert browser.get(team(school)).status_code == 403
    assert browser.get(ending(school, "deputy")).status_code == 403
    assert browser.post(ending(school, "deputy")).status_code in (403, 422)


def test_more_people_ask_no_more_questions(door: Door, page_as: PageAs) -> None:
    school = with_people(door, "head")
    door.secret("foc", "focal", school.place)
    browser = browser_of(page_as, school, "head")
    browser.get(team(school))
    with statements() as few:
        browser.get(team(school))
    for number in range(8):
        door.secret(f"staff{number}", "staff", school.place)
        door.secret(f"deputy{number}", "deputy", school.place)
    with statements() as many:
        page = browser.get(team(school))
    assert "staff7" in page.text
    assert len(many) == len(few)


def test_a_school_nobody_has_is_not_found(page_as: PageAs) -> None:
    assert page_as("coordinator").get(f"/registry/schools/{uuid4()}/people").status_code == 404
    missing = f"/registry/memberships/{uuid4()}/ending"
    assert page_as("coordinator").get(missing).status_code == 404
