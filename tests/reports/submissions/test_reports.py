"""A report is taken in once, however it is sent, and answered with a code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chassis.db import Database
from reports.submissions.actions import tidy
from reports.submissions.model import FirstAnswer, Report
from tests.reports.school import REPORT, P, School


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


@pytest.fixture
def slug(school: School) -> str:
    return school.open()


def url(slug: str) -> str:
    return f"{P}/public-channels/{slug}/reports"


def test_the_form_says_whom_to_call_and_when_it_may_be_sent(school: School, slug: str) -> None:
    answer = school.client.get(f"{P}/public-channels/{slug}")
    shown: Any = answer.json
    assert shown["open"] is True
    assert shown["langs"] == ["ro", "ru"]
    assert shown["help"]["emergency"] == "112"
    assert shown["help"]["helpline"] == {
        "name": "Helpline (demo)", "url": None, "phone": "000", "free": True
    }  # fmt: skip
    assert shown["not_before"] == "2026-02-02T06:00:03+00:00"
    assert shown["demonstration"] is True
    assert "Nobody reads" in shown["notice"]


def test_a_report_is_answered_with_a_code(school: School, slug: str) -> None:
    body = {**REPORT, "form_token": school.form(slug)}
    answer = school.client.post(url(slug), json=body, headers={"Idempotency-Key": "a"})
    made: Any = answer.json
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert made["state"] == "acknowledged"
    assert made["next_by"] == "2026-02-03"
    assert made["removed"] == ["address"]
    assert made["help"]["emergency"] == "112"
    groups = made["receipt"].split("-")
    assert [len(each) for each in groups] == [4] * 5


def test_ten_taps_at_once_are_one_report_with_one_code(
    app: Flask, school: School, slug: str, database: Database
) -> None:
    body = {**REPORT, "form_token": school.form(slug)}

    def tap(_: int) -> Any:
        answer = app.test_client(use_cookies=False).post(
            url(slug), json=body, headers={"Idempotency-Key": "ten"}
        )
        return answer.status_code, answer.json

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(tap, range(10)))
    assert {status for status, _ in answers} == {201}
    assert len({each["receipt"] for _, each in answers}) == 1
    assert count(database) == 1


def test_only_what_happened_must_be_said(school: School, slug: str, database: Database) -> None:
    token = school.form(slug)
    nothing = {name: value for name, value in REPORT.items() if name != "what"}
    refused = school.client.post(url(slug), json={**nothing, "form_token": token})
    assert refused.status_code == 422
    for unknown in ("name", "email", "file"):
        body = {**REPORT, "form_token": token, unknown: "x"}
        refused = school.client.post(url(slug), json=body)
        assert refused.json is not None
        assert (refused.status_code, refused.json["reason"]) == (422, "unknown_field")
    part = {"file": (__import__("io").BytesIO(b"no"), "a.png"), "form_token": token}
    refused = school.client.post(url(slug), data=part, content_type="multipart/form-data")
    assert refused.status_code == 415
    assert count(database) == 0
    praise = {"form_token": token, "what": "PRAISE"}
    assert school.client.post(url(slug), json=praise).status_code == 201


def test_too_early_says_how_long_and_loses_nothing(school: School, slug: str) -> None:
    body = {**REPORT, "form_token": school.form(slug, wait=False)}
    early = school.client.post(url(slug), json=body)
    assert early.json is not None
    assert (early.status_code, early.json["reason"]) == (429, "too_early")
    assert early.headers["Retry-After"] == "3"
    school.clock.advance(timedelta(seconds=3))
    assert school.client.post(url(slug), json=body).status_code == 201


def test_a_form_serves_one_report(school: School, slug: str, database: Database) -> None:
    body = {**REPORT, "form_token": school.form(slug)}
    key = {"Idempotency-Key": "k"}
    first = school.client.post(url(slug), json=body, headers=key)
    assert first.status_code == 201
    other = school.client.post(url(slug), json={**body, "text": "else"}, headers=key)
    assert other.json is not None
    assert (other.status_code, other.json["reason"]) == (422, "key_reused")
    other = school.client.post(url(slug), json=body, headers={"Idempotency-Key": "l"})
    assert other.json is not None
    assert (other.status_code, other.json["reason"]) == (409, "answered_before")
    assert count(database) == 1


def test_the_code_is_told_again_for_60_minutes_and_never_after(
    school: School, slug: str, database: Database
) -> None:
    body = {**REPORT, "form_token": school.form(slug)}
    first = school.client.post(url(slug), json=body)
    school.clock.advance(timedelta(minutes=60))
    again = school.client.post(url(slug), json=body)
    assert again.json == first.json
    school.clock.advance(timedelta(seconds=1))
    late = school.client.post(url(slug), json=body)
    assert late.json is not None
    assert (late.status_code, late.json["reason"]) == (409, "answered_before")
    school.clock.advance(timedelta(minutes=10))
    with database.write() as session:
        tidy(session, school.clock.now())
        kept = session.scalars(select(FirstAnswer)).one()
        assert (kept.answer, kept.answer_until) == (None, None)
        tidy(session, school.clock.now() + timedelta(days=2))
        assert session.scalars(select(FirstAnswer)).all() == []


@pytest.mark.parametrize("change", ["", "x", "A" * 75])
def test_a_token_that_is_not_of_this_form_is_refused(
    school: School, slug: str, change: str
) -> None:
    token = school.form(slug)
    wrong = change or token[:-1] + ("A" if token[-1] != "A" else "B")
    answer = school.client.post(url(slug), json={**REPORT, "form_token": wrong})
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (422, "form_token_invalid")


def test_a_token_grows_old(school: School, slug: str) -> None:
    body = {**REPORT, "form_token": school.form(slug)}
    school.clock.advance(timedelta(hours=12))
    assert school.client.post(url(slug), json=body).status_code == 422


def test_nothing_can_be_sent_where_it_is_not_open(school: School) -> None:
    made = school.draft()
    shown: Any = school.client.get(f"{P}/public-channels/{made['slug']}").json
    assert (shown["open"], shown["form_token"]) == (False, None)
    assert shown["help"]["emergency"] == "112"
    launch = f"{P}/channels/{made['id']}/launch"
    school.client.post(launch, json={}, headers=school.of("head"))
    body = {**REPORT, "form_token": school.form(made["slug"])}
    school.client.post(f"{P}/channels/{made['id']}/pause", json={}, headers=school.of("head"))
    refused = school.client.post(url(made["slug"]), json=body)
    assert refused.json is not None
    assert (refused.status_code, refused.json["reason"]) == (409, "not_open")
    assert refused.json["help"]["emergency"] == "112"
    assert school.client.get(f"{P}/public-channels/nowhere").status_code == 404


def test_a_class_that_reports_together_waits_a_little_and_is_never_refused(
    school: School, slug: str
) -> None:
    for _ in range(70):
        school.report(slug, text="one of many")
    shown: Any = school.client.get(f"{P}/public-channels/{slug}").json
    assert shown["not_before"] > (school.clock.now() + timedelta(seconds=5)).isoformat()
