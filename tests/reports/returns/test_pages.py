"""Coming back on a page: the code in, messages out, nothing lost and nothing shown too much."""

from datetime import timedelta

import pytest

from tests.reports.help.walk import Child
from tests.reports.school import MARKER, School


@pytest.fixture
def receipt(school: School) -> str:
    return str(school.report(school.open())["receipt"])


@pytest.fixture
def child(school: School, receipt: str) -> Child:
    return Child.at(school.client, "/help/code").press("Open it", receipt=f" {receipt}\u00a0")


def test_the_code_opens_the_thread_and_never_the_story(child: Child) -> None:
    assert child.title == "You are back"
    assert "Nobody reads" in child.words
    assert MARKER not in child.answer.text


def test_a_message_is_shown_once_however_often_it_is_sent(child: Child) -> None:
    before = child.answer
    child.press("Send the message", text="Once\r\nmore <b>")
    assert "Your message is kept" in child.words
    child.answer = before
    child.press("Send the message", text="Once\r\nmore <b>")
    told = [each.get_text() for each in child.page.select(".told")]
    assert told == ["Once\nmore <b>"]
    assert child.fields()["text"] == ""


def test_an_empty_and_a_long_message_say_what_to_do(child: Child) -> None:
    child.press("Send the message", text=" ")
    assert child.answer.status_code == 422
    assert "Write something first" in child.words
    child.press("Send the message", text="long " * 400)
    assert child.answer.status_code == 422
    assert child.fields()["text"] == "long " * 400


def test_a_message_far_too_long_comes_back_whole_in_any_script(child: Child) -> None:
    child.press("Send the message", text="ก" * 20_000)
    assert child.answer.status_code == 422
    assert child.fields()["text"] == "ก" * 20_000


def test_a_wrong_code_stays_to_be_mended(school: School, receipt: str) -> None:
    slip = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    child = Child.at(school.client, "/help/code").press("Open it", receipt=slip)
    assert child.answer.status_code == 422
    assert "One number is not right" in child.words
    assert child.fields()["receipt"] == slip
    child.press("Open it", receipt="0" * 20)
    assert child.answer.status_code == 404
    assert "Nothing was sent with this code" in child.words
    child.press("Open it", receipt="")
    assert child.answer.status_code == 422


def test_what_was_written_while_away_waits_behind_the_code(
    child: Child, school: School, receipt: str
) -> None:
    school.clock.advance(timedelta(minutes=31))
    child.press("Send the message", text="almost lost")
    assert child.answer.status_code == 401
    child.press("Open it", receipt=receipt)
    assert child.fields()["text"] == "almost lost"


def test_who_is_done_is_out(child: Child) -> None:
    before = child.answer
    child.press("I am done")
    assert child.title == "You have left"
    child.answer = before
    child.press("Send the message", text="x")
    assert child.answer.status_code == 401
