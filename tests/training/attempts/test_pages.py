from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.registry.front_door import PageAs
from tests.training.classroom import Classroom, right_answers
from tests.training.reading import at_school, form_of, hidden, press, send, soup, words
from training.curriculum import formats as curriculum
from training.curriculum.rules import MULTI, ORDER

MODULE = "/training/modules/M3C"


@pytest.fixture
def browser(classroom: Classroom, page_as: PageAs) -> FlaskClient:
    classroom.place(classroom.person("staff"))
    return at_school(page_as, "staff")


def open_quiz(browser: FlaskClient, module: str = "M3C") -> str:
    answer = press(browser, f"/training/modules/{module}", "Start the quiz")
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["Location"])


def answers(browser: FlaskClient, url: str, module: str = "M3C") -> dict[str, Any]:
    """Fill the form in rightly, as somebody who knows everything would."""
    by_stem = {item.stem: item for item in curriculum.items(module).values()}
    filled: dict[str, Any] = {}
    for field in form_of(browser.get(url)).select("fieldset"):
        legend = field.select_one("legend")
        assert legend is not None
        item = by_stem[" ".join(legend.get_text().split())]
        texts = {option.text: option.id for option in item.options}
        if item.kind == ORDER:
            for select in field.select("select"):
                label = field.select_one(f"label[for={select['id']}]")
                assert label is not None
                place = item.correct.index(texts[label.get_text().strip()]) + 1
                filled[str(select["name"])] = str(place)
        else:
            name = str(field.select("input")[0]["name"])
            filled[name] = list(item.correct) if item.kind == MULTI else item.correct[0]
    return filled


@pytest.mark.parametrize("module", ["M1", "M3", "M3C"])
def test_the_page_of_a_quiz_holds_nothing_of_its_key(browser: FlaskClient, module: str) -> None:
    page = browser.get(open_quiz(browser, module))
    for item in curriculum.items(module).values():
        assert item.explanation not in words(page)
    assert not soup(page).select("[data-correct], [checked], [selected]:not([value=''])")
    for word in ("explanation", "critical"):
        assert word not in page.text


def test_a_quiz_is_passed_on_its_page(browser: FlaskClient) -> None:
    url = open_quiz(browser)
    done = send(browser, url, answers(browser, url))
    assert done.status_code == 303
    result = words(browser.get(done.headers["Location"]))
    assert "You have passed" in result
    assert "You had 100 of 100" in result
    assert "February 1, 2027" in result
    assert "Why:" in result
    assert "Valid until Feb 1, 2027" in words(browser.get("/training"))
    late = browser.post(url, data={})
    assert late.status_code == 303, "what was handed in is shown, not judged again"


def test_what_was_chosen_is_kept_beside_what_is_missing(browser: FlaskClient) -> None:
    url = open_quiz(browser)
    filled = answers(browser, url)
    left_out = next(name for name in filled if "_" not in name)
    chosen = next(name for name in filled if "_" not in name and name != left_out)
    del filled[left_out]
    again = send(browser, url, filled)
    assert again.status_code == 422
    number = left_out.removeprefix("q")
    assert f"Question {number}: choose" in words(again)
    kept = soup(again).select(f"input[name={chosen}][checked]")
    given = filled[chosen] if isinstance(filled[chosen], list) else [filled[chosen]]
    assert {each["value"] for each in kept} == set(given)
    assert "Error:" in (soup(again).title or soup(again)).get_text()


def test_each_place_of_an_order_is_given_once(browser: FlaskClient) -> None:
    url = open_quiz(browser, "M1")
    filled = answers(browser, url, "M1")
    for name in filled:
        if "_" in name:
            filled[name] = "1"
    again = send(browser, url, filled)
    assert (again.status_code, "Give each place once" in words(again)) == (422, True)
    filled = {name: "99" if "_" in name else value for name, value in filled.items()}
    assert send(browser, url, filled).status_code == 422


def test_a_quiz_left_open_is_gone_on_with(browser: FlaskClient) -> None:
    url = open_quiz(browser)
    page = words(browser.get(MODULE))
    assert "Go on with the quiz" in page
    assert url in browser.get(MODULE).text


def test_three_failures_are_explained(browser: FlaskClient, classroom: Classroom) -> None:
    by = classroom.person("staff")
    enrolment = classroom.enrol(by, "M3C")
    first = classroom.begin(by, enrolment)
    classroom.submit(by, first, {})
    shown = words(browser.get(f"/training/attempts/{first['id']}"))
    assert "You have 2 more tries, with other questions" in shown
    assert "At least one question about the safety of a child was not right" in shown
    classroom.fail(by, enrolment)
    last = classroom.begin(by, enrolment)
    assert "It is your last try before a talk" in words(
        browser.get(f"/training/attempts/{last['id']}")
    )
    classroom.submit(by, last, {})
    shown = words(browser.get(f"/training/attempts/{last['id']}"))
    assert "You have used all your tries" in shown
    module = words(browser.get(MODULE))
    assert "You wait for a talk" in module
    for text in (shown, module):
        assert "8:00:00" in text, "as late as it is at the school, two hours before UTC"
    assert "Waits for a talk" in words(browser.get("/training"))


def test_a_try_that_failed_stays_one_after_another_was_enough(
    browser: FlaskClient, classroom: Classroom
) -> None:
    by = classroom.person("staff")
    enrolment = classroom.enrol(by, "M3C")
    first = classroom.begin(by, enrolment)
    classroom.submit(by, first, {})
    second = classroom.begin(by, enrolment)
    classroom.submit(by, second, right_answers(second, "M3C"))
    shown = words(browser.get(f"/training/attempts/{first['id']}"))
    assert "Not yet passed" in shown
    assert "You passed it later" in shown
    assert "You have passed" in words(browser.get(f"/training/attempts/{second['id']}"))


def test_nobody_else_opens_a_quiz(
    browser: FlaskClient, classroom: Classroom, page_as: PageAs
) -> None:
    url = open_quiz(browser)
    classroom.place(classroom.person("head"), "leadership")
    other = at_school(page_as, "head")
    assert other.get(url).status_code == 404
    assert other.post(url, data={}).status_code == 404


def test_a_form_without_its_token_begins_nothing(browser: FlaskClient) -> None:
    assert browser.post(f"{MODULE}/start", data={}).status_code == 422
    url = open_quiz(browser)
    forged = {**hidden(form_of(browser.get(url))), "csrf_token": "x", **answers(browser, url)}
    assert browser.post(url, data=forged).status_code == 422
