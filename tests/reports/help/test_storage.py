"""While nothing can be kept, a child is told so, loses nothing that was typed, and gets no code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from chassis.db import Database
from reports.submissions.model import Report
from tests.reports.help.walk import Child
from tests.reports.school import MARKER, School

Break = Callable[..., None]


@pytest.fixture
def break_(monkeypatch: pytest.MonkeyPatch) -> Break:
    """`break_("write", "read")`: let the database fail from now on."""

    def fail(*_: Any) -> None:
        raise OperationalError("INSERT", None, OSError("disk is full"))

    def make(*ways: str) -> None:
        for way in ways:
            monkeypatch.setattr(Database, way, fail)

    return make


@pytest.fixture
def child(school: School) -> Child:
    return Child.at(school.client, f"/help/{school.open()}").press("Tell us").press("A friend")


def to_the_end(child: Child) -> Child:
    child.press("mean to me").press("9 to 12").press("Yes")
    return child.press("Go on", text=MARKER, wants_reply="yes")


def assert_not_kept(child: Child) -> None:
    assert child.answer.status_code == 503
    assert "We did not get it" in child.words
    assert child.page.select_one("body > .exit") is not None
    assert not child.page.select("nav, header, footer, #code")
    assert "Call 112" in child.words
    assert "Call 000" in child.words


@pytest.mark.parametrize("ways", [("write",), ("write", "read")])
def test_a_report_that_cannot_be_kept_comes_back_whole(
    child: Child, school: School, database: Database, break_: Break,
    monkeypatch: pytest.MonkeyPatch, ways: tuple[str, ...],
) -> None:  # fmt: skip
    to_the_end(child)
    school.clock.advance(timedelta(seconds=3))
    before = child.fields()
    break_(*ways)
    child.press("Send it")
    assert_not_kept(child)
    assert child.title == "Look at it once more"
    assert child.fields() == before
    assert MARKER in child.words
    monkeypatch.undo()
    assert child.press("Send it").title == "This is your code"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_each_step_waits_while_nothing_can_be_read(
    child: Child, break_: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.press("mean to me").press("9 to 12").press("Yes")
    break_("read", "write")
    child.press("Go on", text=MARKER, wants_reply="yes")
    assert_not_kept(child)
    assert child.fields()["text"] == MARKER
    assert child.fields()["wants_reply"] == "yes"
    child.press("Go back")
    assert child.fields()["text"] == MARKER
    monkeypatch.undo()
    assert child.press("Go on").title == "Look at it once more"
    assert MARKER in child.words


def test_a_change_stays_a_change(
    child: Child, break_: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_end(child)
    sent = {**child.fields(), "go": "change:text"}
    child.answer = child.client.post(str(child.page.select("main form")[0]["action"]), data=sent)
    break_("read")
    child.press("Go on", text="other words")
    monkeypatch.undo()
    child.press("Go on")
    assert child.title == "Look at it once more"
    assert "other words" in child.words


@pytest.mark.parametrize("ways", [("write",), ("write", "read")])
def test_a_message_that_cannot_be_kept_comes_back_whole(
    school: School, break_: Break, monkeypatch: pytest.MonkeyPatch, ways: tuple[str, ...]
) -> None:
    receipt = school.report(school.open())["receipt"]
    child = Child.at(school.client, "/help/code").press("Open it", receipt=receipt)
    once = child.fields()["once"]
    break_(*ways)
    child.press("Send the message", text=MARKER)
    assert_not_kept(child)
    assert child.fields()["text"] == MARKER
    assert child.fields()["once"] == once
    assert ("There are no messages yet" in child.words) is ("read" not in ways)
    monkeypatch.undo()
    child.press("Send the message")
    assert [each.get_text() for each in child.page.select(".told")] == [MARKER]


@pytest.mark.parametrize("ways", [("write",), ("write", "read")])
def test_a_code_waits_with_what_was_written(
    school: School, break_: Break, monkeypatch: pytest.MonkeyPatch, ways: tuple[str, ...]
) -> None:
    receipt = school.report(school.open())["receipt"]
    child = Child.at(school.client, "/help/code").press("Open it", receipt=receipt)
    school.clock.advance(timedelta(minutes=31))
    child.press("Send the message", text=MARKER)
    break_(*ways)
    child.press("Open it", receipt=receipt)
    assert_not_kept(child)
    assert child.fields() == {"text": MARKER, "receipt": receipt}
    monkeypatch.undo()
    assert child.press("Open it").fields()["text"] == MARKER


def test_whom_to_call_is_known_while_nothing_can_be_read(school: School, break_: Break) -> None:
    slug = school.open()
    school.client.get("/help/numbers")
    break_("read", "write")
    for url in ("/help", "/help/numbers", "/help/code", f"/help/{slug}"):
        answer = school.client.get(url)
        assert answer.status_code == 503
        assert 'class="exit"' in answer.text
        assert "Call 112" in answer.text


def test_leaving_leads_away_though_nothing_can_be_kept(client: FlaskClient, break_: Break) -> None:
    break_("read", "write")
    gone = client.post("/help/leave", data={"token": "x"})
    assert gone.status_code == 200
    assert "wikipedia" in gone.text


def test_the_log_of_a_failure_does_not_say_where_it_was_met(
    child: Child, school: School, break_: Break, capfd: pytest.CaptureFixture[str]
) -> None:
    to_the_end(child)
    school.clock.advance(timedelta(seconds=3))
    break_("write")
    capfd.readouterr()
    child.press("Send it")
    captured = capfd.readouterr()
    assert "database_error" in captured.out + captured.err
    for word in (MARKER, "help/", "submissions", "127.0.0.1"):
        assert word not in captured.out + captured.err
