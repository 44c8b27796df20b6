"""Whoever has the code comes back: in any digits, for twenty idle minutes, and leaves no trace."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.db import Database
from reports.threads.actions import tidy
from reports.threads.model import Message, Visit
from tests.reports.school import MARKER, P, School

SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "๐๑๒๓๔๕๖๗๘๙", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹")


def test_the_code_opens_the_thread_and_never_the_story(school: School) -> None:
    receipt = school.report(school.open())["receipt"]
    answer = school.client.post(f"{P}/return-sessions", json={"receipt": receipt})
    opened: Any = answer.json
    assert answer.status_code == 201
    assert opened["messages"] == []
    assert opened["may_write"] is True
    assert opened["state_text"]
    assert MARKER not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_digits_of_any_script_with_anything_between_open_it(school: School) -> None:
    receipt = school.report(school.open())["receipt"]
    ways = [receipt.replace("-", between) for between in ("", " ", "\u00a0", "–", "\u200f. ")]
    for digits in SCRIPTS:
        ways += ["".join(digits[int(each)] if each.isdigit() else each for each in receipt)]
    for typed in ways:
        answer = school.client.post(f"{P}/return-sessions", json={"receipt": f" {typed}\n"})
        assert answer.status_code == 201, typed


def test_a_slip_is_told_from_a_code_that_is_not_there(school: School) -> None:
    receipt = school.report(school.open())["receipt"]
    for at in range(len(receipt)):
        if receipt[at] != "-":
            slip = f"{receipt[:at]}{(int(receipt[at]) + 3) % 10}{receipt[at + 1 :]}"
            answer = school.client.post(f"{P}/return-sessions", json={"receipt": slip})
            assert answer.json is not None
            assert (answer.status_code, answer.json["reason"]) == (422, "mistyped")
    answer = school.client.post(f"{P}/return-sessions", json={"receipt": "0" * 20})
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (404, "no_such_code")


def test_messages_are_kept_in_order_by_day_and_cut(school: School) -> None:
    mine = school.visit(school.report(school.open())["receipt"])
    url = f"{P}/threads/current/messages"
    first = school.client.post(url, json={"text": "It is www.bad.example/x again"}, headers=mine)
    assert first.status_code == 201
    assert first.json == {"number": 1, "removed": ["address"]}
    assert school.client.post(url, json={"text": "And more"}, headers=mine).status_code == 201
    thread: Any = school.client.get(f"{P}/threads/current", headers=mine).json
    assert thread["messages"] == [
        {"from": "child", "day": "2026-02-02", "text": "It is [address removed] again"},
        {"from": "child", "day": "2026-02-02", "text": "And more"},
    ]


def test_a_double_tap_is_one_message(school: School, database: Database) -> None:
    mine = school.visit(school.report(school.open())["receipt"])
    url = f"{P}/threads/current/messages"
    key = {**mine, "Idempotency-Key": "1"}
    for _ in range(2):
        assert school.client.post(url, json={"text": "yes"}, headers=key).status_code == 201
    reused = school.client.post(url, json={"text": "no"}, headers=key)
    assert reused.json is not None
    assert (reused.status_code, reused.json["reason"]) == (422, "key_reused")
    with database.read() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_two_children_with_the_same_key_do_not_meet(school: School) -> None:
    slug = school.open()
    url = f"{P}/threads/current/messages"
    for text in ("mine", "yours"):
        visit = school.visit(school.report(slug)["receipt"])
        sent = school.client.post(
            url, json={"text": text}, headers={**visit, "Idempotency-Key": "1"}
        )
        assert sent.status_code == 201
        thread: Any = school.client.get(f"{P}/threads/current", headers=visit).json
        assert [each["text"] for each in thread["messages"]] == [text]
        key = {**visit, "Idempotency-Key": "1"}
        gone = school.client.delete(f"{P}/return-sessions/current", headers=key)
        assert gone.status_code == 204
        assert school.client.get(f"{P}/threads/current", headers=visit).status_code == 401


@pytest.mark.parametrize("text", ["", "  \n", "\x07", "x" * 1501])
def test_a_message_has_one_to_1500_letters(school: School, text: str) -> None:
    mine = school.visit(school.report(school.open())["receipt"])
    url = f"{P}/threads/current/messages"
    assert school.client.post(url, json={"text": text}, headers=mine).status_code == 422


def test_a_visit_goes_on_while_it_is_used_and_ends_when_idle(
    school: School, database: Database
) -> None:
    mine = school.visit(school.report(school.open())["receipt"])
    for _ in range(4):
        school.clock.advance(timedelta(minutes=19))
        assert school.client.get(f"{P}/threads/current", headers=mine).status_code == 200
    with database.read() as session:
        until = session.scalars(select(Visit)).one().until
        assert (until.minute % 10, until.second, until.microsecond) == (0, 0, 0)
    school.clock.advance(timedelta(minutes=30))
    over = school.client.get(f"{P}/threads/current", headers=mine)
    assert over.json is not None
    assert (over.status_code, over.json["reason"]) == (401, "visit_over")
    with database.write() as session:
        tidy(session, school.clock.now())
        assert session.scalars(select(Visit)).all() == []


def test_a_visit_that_was_ended_opens_nothing(school: School) -> None:
    mine = school.visit(school.report(school.open())["receipt"])
    ended = school.client.delete(f"{P}/return-sessions/current", headers=mine)
    assert ended.status_code == 204
    for call in (
        school.client.get(f"{P}/threads/current", headers=mine),
        school.client.post(f"{P}/threads/current/messages", json={"text": "x"}, headers=mine),
        school.client.delete(f"{P}/return-sessions/current", headers=mine),
        school.client.get(f"{P}/threads/current"),
        school.client.get(f"{P}/threads/current", headers=school.of("head")),
    ):
        assert call.status_code == 401


def test_guessing_slows_down_and_stops_nobody_for_long(school: School) -> None:
    receipt = school.report(school.open())["receipt"]
    url = f"{P}/return-sessions"
    for _ in range(31):
        assert school.client.post(url, json={"receipt": "0" * 20}).status_code == 404
    slowed = school.client.post(url, json={"receipt": receipt})
    assert slowed.json is not None
    assert (slowed.status_code, slowed.json["reason"]) == (429, "slow_down")
    elsewhere = school.client.post(
        url, json={"receipt": receipt}, environ_base={"REMOTE_ADDR": "10.9.8.7"}
    )
    assert elsewhere.status_code == 201
    school.clock.advance(timedelta(seconds=int(slowed.headers["Retry-After"])))
    assert school.client.post(url, json={"receipt": receipt}).status_code == 201


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(typed=st.text(max_size=450))
def test_whatever_is_typed_as_a_code_is_answered_in_words(school: School, typed: str) -> None:
    answer = school.client.post(f"{P}/return-sessions", json={"receipt": typed})
    assert answer.status_code in (404, 422)
