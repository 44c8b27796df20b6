"""A child tells: one question a page, nothing lost, one report, one code that is kept first."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.db import Database
from reports.submissions.model import Report
from tests.reports.help.walk import Child
from tests.reports.school import MARKER, P, School


@pytest.fixture
def slug(school: School) -> str:
    return school.open()


@pytest.fixture
def child(client: FlaskClient, slug: str) -> Child:
    return Child.at(client, f"/help/{slug}")


def to_the_end(child: Child, text: str = MARKER) -> Child:
    child.press("Tell us").press("A friend").press("mean to me").press("9 to 12")
    child.press("Yes").press("Go on", text=text, wants_reply="yes")
    assert child.title == "Look at it once more"
    return child


def reports(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def test_the_first_screen_offers_three_ways_and_says_it_is_a_try_out(child: Child) -> None:
    main = child.page.select_one("main")
    assert main is not None
    ways = [each.get_text(" ", strip=True) for each in main.select(".answer")]
    assert ["Tell us" in ways[0], "code" in ways[1], "numbers" in ways[2]] == [True] * 3
    assert "Nobody reads what is written here yet" in child.words
    assert child.words.index("In danger now?") < child.words.index("Tell us")
    exit_ = child.page.select_one("body > *")
    assert exit_ is not None
    assert exit_["class"] == ["exit"]


def test_each_page_asks_one_question_and_the_last_shows_it_all(child: Child) -> None:
    titles = []
    for words in ("Tell us", "A friend", "mean to me", "9 to 12", "Yes"):
        titles.append(child.press(words).title)
        assert "Nobody reads" in child.words
        assert child.page.select_one(".exit a") is not None
    assert titles == [
        "Who is it about?", "What happened?", "How old are you?", "Are you safe now?",
        "What do you want to tell?",
    ]  # fmt: skip
    child.press("Go on", text="Two\r\nlines", wants_reply="yes")
    for words in ("A friend", "mean to me", "9 to 12", "Yes, please", "Two lines"):
        assert words in child.words


def test_only_what_happened_must_be_said(child: Child, school: School) -> None:
    child.press("Tell us").press("I do not want to say")
    assert child.title == "What happened?"
    assert "I do not want to say" not in child.words
    child.press("I do not know").press("I do not want to say").press("I do not want to say")
    child.press("Go on")
    school.clock.advance(timedelta(seconds=3))
    assert child.press("Send it").title == "This is your code"


def test_going_back_loses_nothing(child: Child) -> None:
    to_the_end(child, "Keep this")
    for _ in range(5):
        child.press("Go back")
    assert child.title == "Who is it about?"
    chosen = child.page.select_one(".chosen")
    assert chosen is not None
    assert "A friend" in chosen.get_text()
    child.press("A friend").press("mean to me").press("9 to 12").press("Yes")
    assert child.fields()["text"] == "Keep this"
    assert child.fields()["wants_reply"] == "yes"


def test_one_answer_can_be_changed_from_the_last_page(child: Child, slug: str) -> None:
    child = to_the_end(child)
    change = next(each for each in child.page.select("button") if each.get("value") == "change:age")
    sent = {**child.fields(), "go": str(change["value"])}
    child.answer = child.client.post(f"/help/{slug}", data=sent)
    assert child.title == "How old are you?"
    child.press("13 to 15")
    assert child.title == "Look at it once more"
    assert "13 to 15" in child.words
    assert MARKER in child.words


def test_a_finer_word_can_be_chosen(child: Child) -> None:
    child.press("Tell us").press("Me").press("Someone pretends to be me")
    assert child.fields()["what"] == "IMPERSON"


def test_praise_is_asked_less(child: Child) -> None:
    child.press("Tell us").press("Something I saw").press("Something good happened")
    assert child.title == "What do you want to tell?"


def test_sent_too_early_the_page_comes_back_with_the_text(
    child: Child, school: School, database: Database
) -> None:
    to_the_end(child).press("Send it")
    assert child.answer.status_code == 429
    assert "Nothing is lost" in child.words
    assert MARKER in child.words
    assert reports(database) == 0
    school.clock.advance(timedelta(seconds=3))
    assert child.press("Send it").title == "This is your code"
    assert reports(database) == 1


def test_a_double_tap_and_a_reload_show_the_same_code(
    child: Child, school: School, database: Database
) -> None:
    to_the_end(child)
    school.clock.advance(timedelta(seconds=3))
    before = child.answer
    code = child.press("Send it").code()
    child.answer = before
    assert child.press("Send it").code() == code
    assert reports(database) == 1


def test_there_is_no_way_past_the_code_but_two_buttons(child: Child, school: School) -> None:
    to_the_end(child)
    school.clock.advance(timedelta(seconds=3))
    before = child.answer
    code = child.press("Send it").code()
    main = child.page.select_one("main")
    assert main is not None
    shown = [each.get_text() for each in main.select("button:not([hidden])")]
    assert shown == ["I have it", "I do not want it"]
    assert not [a for a in main.select("a") if not str(a["href"]).startswith("tel:")]
    assert child.press("I have it").title == "What happens next"
    assert "Call 000" in child.words
    child.answer = before
    child.press("Send it")
    assert code not in child.answer.text
    assert "You have sent this already" in child.words
    visit = school.client.post(f"{P}/return-sessions", json={"receipt": code})
    assert visit.status_code == 201


def test_who_does_not_want_the_code_goes_on_too(child: Child, school: School) -> None:
    to_the_end(child)
    school.clock.advance(timedelta(seconds=3))
    child.press("Send it").press("I do not want it")
    assert child.title == "What happens next"
    assert "come back with your code" not in child.words


def test_a_page_open_for_too_long_asks_to_press_once_more(child: Child, school: School) -> None:
    to_the_end(child)
    school.clock.advance(timedelta(hours=13))
    child.press("Send it")
    assert child.answer.status_code == 422
    assert MARKER in child.words
    school.clock.advance(timedelta(seconds=3))
    assert child.press("Send it").title == "This is your code"


def test_a_text_too_long_comes_back_whole(child: Child) -> None:
    child.press("Tell us").press("Me").press("mean to me").press("9 to 12").press("Yes")
    child.press("Go on", text="word " * 500)
    assert child.answer.status_code == 422
    assert "too long" in child.words
    assert child.fields()["text"] == "word " * 500


@pytest.mark.parametrize("letter", ["б", "ก", "\U00010398", "\n"])
def test_a_text_far_too_long_comes_back_whole_in_any_script(child: Child, letter: str) -> None:
    child.press("Tell us").press("Me").press("mean to me").press("9 to 12").press("Yes")
    child.press("Go on", text=f".{letter * 19_998}.".replace("\n", "\r\n"))
    assert child.answer.status_code == 422
    assert "too long" in child.words
    assert child.fields()["text"] == f".{letter * 19_998}."


def test_an_address_is_named_before_it_is_taken_out(child: Child, school: School) -> None:
    to_the_end(child, "see http://x.example/a")
    assert "There is an address in your text" in child.words
    school.clock.advance(timedelta(seconds=3))
    child.press("Send it")
    assert "We took an address out" in child.words


def test_what_was_written_when_it_closed_is_given_back(child: Child, school: School) -> None:
    to_the_end(child)
    listed = school.client.get(f"{P}/channels", headers=school.of("head")).json
    assert listed is not None
    url = f"{P}/channels/{listed['items'][0]['id']}/pause"
    school.client.post(url, json={}, headers=school.of("head"))
    school.clock.advance(timedelta(seconds=3))
    child.press("Send it")
    assert child.answer.status_code == 409
    assert MARKER in child.words
    assert "Call 112" in child.words


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "check", "go": "send"},
        {"step": "nonsense", "go": "change:nonsense", "what": "NO", "who": "x"},
        {"go": "saved", "form_token": "x"},
        {"step": "text", "go": "next", "text": "a\x00b", "what": "BULLY"},
        {"step": "check", "go": "send", "what": "BULLY", "form_token": "\udcff"},
        {"step": "who", "go": "back"},
    ],
)
def test_odd_pages_are_answered_with_a_page(
    client: FlaskClient, slug: str, sent: dict[str, str]
) -> None:
    data = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
    assert client.post(f"/help/{slug}", data=data).status_code in (200, 422)


def test_a_form_from_another_site_and_a_file_are_refused(client: FlaskClient, slug: str) -> None:
    for url in (f"/help/{slug}", "/help", "/help/code", "/help/leave"):
        crossed = client.post(url, data={"go": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert crossed.status_code == 403
        filed = client.post(url, data=b"--x--", content_type="multipart/form-data; boundary=x")
        assert filed.status_code == 415
