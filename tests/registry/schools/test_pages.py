"""The pages about schools: found, read, added, changed, verified, closed, by the right people."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from chassis.db import Database
from registry.schools.model import School
from tests.registry.conftest import PARTNER_ID, PageAs
from tests.registry.schools.crowd import put

S = "/registry/schools"
NAMES = {
    "arabic": "مدرسة الزيتون الابتدائية",
    "hebrew": "בית ספר אלון",
    "thai": "โรงเรียนกุหลาบวิทยา",
    "cyrillic": "Школа № 5 «Їжачок»",
    "long": "Liceul " + "Teoretic " * 32 + "Lung",
    "markup": '<script>alert(1)</script> & "friends"',
}


@pytest.fixture
def browser(page_as: PageAs) -> FlaskClient:
    """A coordinator's."""
    found: FlaskClient = page_as("coordinator")
    return found


def read(answer: TestResponse, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, answer.text[:3000]
    return BeautifulSoup(answer.text, "html.parser")


def send(browser: FlaskClient, path: str, /, **fields: Any) -> TestResponse:
    """Fill in the form at an address, as a browser does, and send it."""
    form = read(browser.get(path)).select_one("form[method=post].ask, form[method=post].picks")
    assert form is not None
    filled: dict[str, Any] = {}
    for box in form.select("input, textarea, select"):
        kind, name = box.get("type"), str(box.get("name"))
        if box.name == "select":
            chosen = box.select_one("option[selected]") or box.select_one("option")
            filled[name] = chosen["value"] if chosen else ""
        elif box.name == "textarea":
            filled[name] = box.text.strip("\r\n")
        elif kind in ("checkbox", "radio"):
            if box.has_attr("checked"):
                filled[name] = box["value"]
        else:
            filled[name] = box.get("value", "")
    sent = {name: value for name, value in (filled | fields).items() if value is not None}
    return browser.post(path, data=sent)


def school(database: Database, school_id: UUID) -> School:
    with database.read() as session:
        return session.get_one(School, school_id)


def test_an_empty_list_says_where_to_begin(browser: FlaskClient) -> None:
    page = read(browser.get(S))
    assert "There is no school yet" in page.text
    assert page.select_one('a[href="/registry/imports"]')


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_any_script_is_found_and_shown_whole(
    browser: FlaskClient, database: Database, name: str
) -> None:
    school_id = put(database, PARTNER_ID, name=name)
    put(database, PARTNER_ID, name="Another school", official_code="1")
    part = name.replace("№ ", "")[-12:].strip()
    page = read(browser.get(S, query_string={"q": part.upper()}))
    assert [link.text for link in page.select("table.list a")] == [name]
    link = page.select_one(f'a[href="{S}/{school_id}"]')
    assert link is not None
    assert link["dir"] == "auto"
    one = read(browser.get(f"{S}/{school_id}"))
    assert one.h1 is not None
    assert one.h1.text.strip() == name
    assert not one.select("h1 script")


def test_filters_stand_as_words_that_can_be_taken_away(
    browser: FlaskClient, database: Database
) -> None:
    put(database, PARTNER_ID, name="Liceul Unu", official_code="1", state="verified")
    put(database, PARTNER_ID, name="Liceul Doi", official_code="2")
    page = read(browser.get(f"{S}?state=verified&q=liceul"))
    assert [link.text for link in page.select("table.list a")] == ["Liceul Unu"]
    assert [link["href"] for link in page.select(".filters li a")] == [
        f"{S}?state=verified",
        f"{S}?q=liceul",
        S,
    ]
    nothing = read(browser.get(f"{S}?q=zzzz"))
    assert "No school fits" in nothing.text
    figures = [link["href"] for link in read(browser.get(S)).select(".figures a")]
    assert figures == [f"{S}?state=listed", f"{S}?state=verified"]


def test_what_makes_no_sense_in_an_address_narrows_nothing(
    browser: FlaskClient, database: Database
) -> None:
    put(database, PARTNER_ID, name="Liceul Unu")
    for query in ("state=lost", "country=%00", "operating=%27", "area=%00%ff", "q=%00", "limit=x"):
        page = read(browser.get(f"{S}?{query}"))
        assert page.select("table.list a, .empty"), query
    assert browser.get(f"{S}?after=garbage").status_code == 422


def test_paging_goes_on_where_it_stopped_and_back_to_the_beginning(
    browser: FlaskClient, database: Database
) -> None:
    for number in range(60):
        put(database, PARTNER_ID, name=f"Liceul {number:02}", official_code=str(number))
    first = read(browser.get(f"{S}?state=listed"))
    onward = first.select_one("a[rel=next]")
    assert onward is not None
    second = read(browser.get(str(onward["href"])))
    shown = [link.text for page in (first, second) for link in page.select("table.list a")]
    assert shown == [f"Liceul {number:02}" for number in range(60)]
    assert second.select_one(f'.pager a[href="{S}?state=listed"]')


def test_a_reader_sees_no_button_that_is_not_theirs(page_as: PageAs, database: Database) -> None:
    school_id = put(database, PARTNER_ID, name="Liceul Unu")
    observer: FlaskClient = page_as("observer")
    for path in (S, f"{S}/{school_id}"):
        page = read(observer.get(path))
        assert not page.select("form[method=post].ask, input[type=checkbox], .pagehead .btn"), path
        assert "What happened" not in page.text
    for path in ("new", f"{school_id}/edit", f"{school_id}/verification", "verification",
                 f"{school_id}/closure"):  # fmt: skip
        assert observer.get(f"{S}/{path}").status_code == 403, path
        answer = observer.post(f"{S}/{path}")
        assert answer.status_code in (403, 405), path


def test_who_is_not_signed_in_is_sent_to_sign_in(registry: Any) -> None:
    visitor: FlaskClient = registry.test_client()
    for path in ("", ".csv", ".xlsx", "/new", f"/{uuid4()}"):
        answer = visitor.get(S + path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].startswith("/registry/sign-in?next="), path


def test_a_school_is_added_and_its_page_says_so(browser: FlaskClient) -> None:
    answer = send(browser, f"{S}/new", name="Liceul Nou", official_code="0010", town="Bălți")
    assert answer.status_code == 303, answer.text
    page = read(browser.get(answer.headers["Location"]))
    assert "The school is added to the list." in page.text
    assert "Added by hand" in page.text


def test_a_missing_name_is_asked_for_and_the_rest_stays_typed(browser: FlaskClient) -> None:
    page = read(send(browser, f"{S}/new", name="", town="Bălți"), 422)
    assert "Enter the name of the school." in page.text
    town = page.select_one("input[name=town]")
    assert town is not None
    assert town["value"] == "Bălți"


def test_a_twin_is_shown_and_added_only_after_a_second_yes(
    browser: FlaskClient, database: Database
) -> None:
    twin = put(database, PARTNER_ID, name="Liceul Lumina", town="Bălți", official_code=None)
    typed = {"name": "Liceul „Lumina”", "town": "Balti"}
    page = read(send(browser, f"{S}/new", **typed), 409)
    assert page.select_one(f'a[href="{S}/{twin}"]')
    assert page.select_one("input[name=confirmed]")
    assert send(browser, f"{S}/new", **typed, confirmed="y").status_code == 303


def test_a_code_that_is_taken_leads_to_the_school_that_has_it(
    browser: FlaskClient, database: Database
) -> None:
    holder = put(database, PARTNER_ID, official_code="0010")
    page = read(send(browser, f"{S}/new", name="Liceul Nou", official_code="0010"), 409)
    assert page.select_one(f'a[href="{S}/{holder}"]')


def test_a_change_is_kept_in_the_history(browser: FlaskClient, database: Database) -> None:
    school_id = put(database, PARTNER_ID, name="Liceul Vechi")
    answer = send(
        browser,
        f"{S}/{school_id}/edit",
        name="Liceul Nou",
        langs="ro, ru",
        names="ru: Лицей\nuk: Ліцей: новий",
        boarding="yes",
    )
    assert answer.status_code == 303, answer.text
    page = read(browser.get(answer.headers["Location"]))
    assert "Official name" in page.select("table.list")[-1].text
    russian = page.select_one("span[lang=ru][dir=auto]")
    assert russian is not None
    assert russian.text == "Лицей"
    kept = school(database, school_id)
    assert (kept.name, kept.langs, kept.boarding) == ("Liceul Nou", ["ro", "ru"], True)
    assert kept.names == {"ru": "Лицей", "uk": "Ліцей: новий"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("langs", "Romanian, quite"),
        ("tz", "Nowhere"),
        ("names", "a line without a language"),
        ("name", "x"),
        ("name", "x" * 301),
        ("town", "x" * 121),
    ],
)
def test_a_wrong_answer_is_explained_beside_its_field(
    browser: FlaskClient, database: Database, field: str, value: str
) -> None:
    school_id = put(database, PARTNER_ID)
    page = read(send(browser, f"{S}/{school_id}/edit", **{field: value}), 422)
    assert page.select_one(f"#{field}-error"), page.select_one(".error-summary")
    assert school(database, school_id).row_version == 1


def test_the_slower_of_two_editors_sees_both_texts_and_can_go_on(
    browser: FlaskClient, database: Database
) -> None:
    school_id = put(database, PARTNER_ID, name="Liceul Vechi", town="Cahul")
    path = f"{S}/{school_id}/edit"
    assert send(browser, path, town="Orhei").status_code == 303
    page = read(send(browser, path, town="Soroca", row_version="1"), 409)
    sides = page.select_one(".sides")
    assert sides is not None
    assert "Soroca" in sides.text
    assert "Orhei" in sides.text
    version = page.select_one("input[name=row_version]")
    assert version is not None
    assert version["value"] == "2"
    assert send(browser, path, town="Soroca", row_version="2").status_code == 303
    assert school(database, school_id).town == "Soroca"


def test_a_head_changes_what_is_the_schools_own(page_as: PageAs, database: Database) -> None:
    school_id = put(database, PARTNER_ID, name="Liceul Vechi")
    head: FlaskClient = page_as("head", scope="school", id=school_id)
    page = read(head.get(f"{S}/{school_id}/edit"))
    assert not page.select("[name=name], [name=official_code]")
    answer = send(head, f"{S}/{school_id}/edit", public_listing="y", name="Liceul meu")
    assert answer.status_code == 303
    kept = school(database, school_id)
    assert (kept.public_listing, kept.name) == (True, "Liceul Vechi")
    other = put(database, PARTNER_ID, official_code="9")
    assert head.get(f"{S}/{other}/edit").status_code == 403


def test_a_school_is_verified_after_a_second_look(browser: FlaskClient, database: Database) -> None:
    school_id = put(database, PARTNER_ID)
    answer = send(browser, f"{S}/{school_id}/verification")
    assert answer.status_code == 303
    page = read(browser.get(answer.headers["Location"]))
    assert "The school is verified. Next, invite its head." in page.text
    assert "The official code is right" in page.text
    again = read(send(browser, f"{S}/{school_id}/verification"), 409)
    assert "Only a school that is listed" in again.text


def test_a_school_is_closed_with_a_reason_and_leads_to_its_successor(
    browser: FlaskClient, database: Database
) -> None:
    school_id = put(database, PARTNER_ID, name="Liceul Vechi")
    heir = put(database, PARTNER_ID, name="Liceul Nou", official_code="0011")
    path = f"{S}/{school_id}/closure"
    assert "Say why." in read(send(browser, path), 422).text
    unknown = send(browser, path, how="merged", successor="zz\x00", reason="One building")
    assert read(unknown, 422).select_one("#successor-error")
    assert school(database, school_id).state == "listed"
    answer = send(browser, path, how="merged", successor="0011", reason="One building")
    assert answer.status_code == 303, answer.text
    page = read(browser.get(answer.headers["Location"]))
    assert page.select_one(f'.notice a[href="{S}/{heir}"]')
    assert "One building" in page.text
    assert browser.get(path).status_code == 409


def test_many_schools_are_verified_after_a_look_at_the_list(
    browser: FlaskClient, database: Database
) -> None:
    ready = [put(database, PARTNER_ID, official_code=str(number)) for number in range(3)]
    bare = put(database, PARTNER_ID, name="Liceul Gol", official_code=None)
    done = put(database, PARTNER_ID, official_code="8", state="verified")
    wanted = "&".join(f"school={each}" for each in [*ready, bare, done, uuid4()])
    page = read(browser.get(f"{S}/verification?{wanted}&school=junk"))
    ticked = [box["value"] for box in page.select("input[name=school]")]
    assert sorted(ticked) == sorted(map(str, ready))
    assert "It has no official code" in page.text
    once = page.select_one("main input[name=once]")
    token = page.select_one("main input[name=csrf_token]")
    assert once is not None
    assert token is not None
    sent = {"once": once["value"], "csrf_token": token["value"], "school": ticked[:2]}
    for _ in range(2):
        answer = browser.post(f"{S}/verification", data=sent)
        assert answer.status_code == 303, answer.text
    with database.read() as session:
        states = session.scalars(select(School.state)).all()
    assert sorted(states) == ["listed", "listed", "verified", "verified", "verified"]
    assert "The schools are verified." in browser.get(answer.headers["Location"]).text
    rest = browser.post(
        f"{S}/verification", data={**sent, "once": "0" * 32, "school": [str(bare), ticked[2]]}
    )
    assert "it has no official code" in read(rest).text


def test_no_page_takes_a_form_without_its_token(browser: FlaskClient, database: Database) -> None:
    school_id = put(database, PARTNER_ID)
    for path in ("new", f"{school_id}/edit", f"{school_id}/verification", f"{school_id}/closure",
                 "verification"):  # fmt: skip
        answer = browser.post(f"{S}/{path}", data={"school": str(school_id), "reason": "None"})
        assert answer.status_code == 422, path
    assert school(database, school_id).row_version == 1


def test_every_page_has_one_heading_and_no_empty_link(
    browser: FlaskClient, database: Database
) -> None:
    school_id = put(database, PARTNER_ID)
    for path in ("", "/new", f"/{school_id}", f"/{school_id}/edit", f"/{school_id}/closure",
                 f"/{school_id}/verification", "/verification"):  # fmt: skip
        page = read(browser.get(S + path))
        assert len(page.select("h1")) == 1, path
        assert all(link.text.strip() for link in page.select("main a")), path
        assert not re.search(r"\bNone\b", page.text), path
