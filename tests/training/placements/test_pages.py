from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.training.classroom import Classroom
from tests.training.reading import at_school, form_of, hidden, send, soup, words

URL = "/training/place"
PLACE = f"school:{SCHOOL}"


def test_a_person_chooses_their_place_and_changes_it(classroom: Classroom, page_as: PageAs) -> None:
    browser = at_school(page_as, "deputy")
    done = send(browser, URL, {"place": PLACE, "group": "leadership"})
    assert (done.status_code, done.headers["Location"]) == (303, "/training?said=placed")
    assert "Your place is saved" in words(browser.get(done.headers["Location"]))
    page = browser.get(URL)
    assert soup(page).select_one("input[value=leadership][checked]") is not None
    assert send(browser, URL, {"place": PLACE, "group": "teaching"}).status_code == 303
    by = classroom.person("deputy")
    assert classroom.ask("GET", "/learners/me", by).json["group"] == "teaching"


def test_an_old_page_is_sent_again_after_it_was_looked_at(
    classroom: Classroom, page_as: PageAs
) -> None:
    browser = at_school(page_as, "deputy")
    old = hidden(form_of(browser.get(URL)))
    classroom.place(classroom.person("deputy"))
    late = browser.post(URL, data={**old, "place": PLACE, "group": "support"})
    assert late.status_code == 422
    fresh = hidden(form_of(late))
    assert fresh["row_version"] == "1"
    again = browser.post(URL, data={**fresh, "place": PLACE, "group": "support"})
    assert again.status_code == 303


def test_a_teacher_is_not_offered_the_leadership(classroom: Classroom, page_as: PageAs) -> None:
    del classroom
    browser = at_school(page_as, "staff")
    assert "Leadership" not in words(browser.get(URL))
    refused = send(browser, URL, {"place": PLACE, "group": "leadership"})
    assert (refused.status_code, "Choose what you do at your school" in words(refused)) == (
        422,
        True,
    )
    nothing = send(browser, URL, {"place": "school:elsewhere"})
    assert nothing.status_code == 422


def test_whoever_belongs_nowhere_is_told_what_to_do(classroom: Classroom, page_as: PageAs) -> None:
    del classroom
    assert "You do not belong to any place yet" in words(page_as().get(URL))
    posted = page_as().post(URL, data={})
    assert posted.status_code == 422


def test_an_owner_of_a_cafe_has_no_group(classroom: Classroom, page_as: PageAs) -> None:
    del classroom
    browser = page_as("owner", scope="venue", id=SCHOOL)
    page = browser.get(URL)
    assert "What do you do at your school" not in words(page)
    assert send(browser, URL, {"place": f"venue:{SCHOOL}"}).status_code == 303
