"""Nothing a child said can be read in the database, the log, the metrics or the feed."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from sqlalchemy import MetaData, inspect, select

from chassis.db import Database
from chassis.resources import Resources
from reports.keys.formats import Keys, unseal
from reports.submissions.model import Report
from reports.texts.rules import clean
from tests.reports.conftest import LIGHT
from tests.reports.help.walk import Child
from tests.reports.school import MARKER, REPORT, P, School
from tests.services.served import Published

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[2] / "data/text/blns.json").read_text(encoding="utf-8")
)
OTHER = "a second thing nobody may know"
INSTANT = re.compile(r"\d\d:\d\d:\d\d")
CHILDREN = ("report", "first_answer", "message", "visit")


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    metadata = MetaData()
    metadata.reflect(database.engine)
    with database.read() as session:
        return {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def content_of(report: Report, keys: Keys, receipt: str) -> dict[str, Any]:
    """Open a report as only the holder of its code, the pepper and the database could."""
    root = keys.root(receipt.replace("-", ""))
    key = unseal(keys.derived("content", root), report.content_key, f"{report.id}|content key")
    assert key is not None
    plain = unseal(key, report.content, f"{report.id}|content")
    assert plain is not None
    found: dict[str, Any] = json.loads(plain)
    return found


def tell_everything(school: School, slug: str) -> list[str]:
    """Report by API and page, come back, write; return all that must not be found."""
    receipt = school.report(slug)["receipt"]
    visit = school.visit(receipt)
    school.client.post(f"{P}/threads/current/messages", json={"text": OTHER}, headers=visit)
    school.client.get("/reports/static/help/help.css").close()
    child = Child.at(school.client, f"/help/{slug}").press("Tell us").press("A friend")
    child.press("Someone pretends").press("9 to 12").press("Yes").press("Go on", text=MARKER)
    school.clock.advance(timedelta(seconds=3))
    second = child.press("Send it").code()
    token = visit["Authorization"].split()[1]
    codes = [receipt, second, *(each.replace("-", "") for each in (receipt, second))]
    return [MARKER, OTHER, token, "IMPERSON", "BULLY", "about_me", "9-12", *codes]


def test_nothing_of_a_report_is_readable_at_rest(
    school: School, database: Database, resources: Resources
) -> None:
    slug = school.open()
    secrets = tell_everything(school, slug)
    rows = everything(database)
    # Duties in the help numbers name codes of the law; nothing else may.
    told = repr({name: found for name, found in rows.items() if name != "jurisdiction"})
    raw = b""
    if database.dialect == "sqlite":
        for file in Path(str(database.url.database)).parent.glob("*.db*"):
            raw += file.read_bytes()
    for secret in secrets:
        assert secret not in told
        assert secret.encode() not in raw
    metrics = generate_latest(resources.metrics).decode()
    assert "public-channels" not in metrics
    assert "/help" not in metrics
    assert "threads" not in metrics


def test_no_log_says_that_a_child_was_there(
    school: School, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    slug = school.open()
    capfd.readouterr()
    secrets = tell_everything(school, slug)
    school.client.get("/help/nowhere")
    captured = capfd.readouterr()
    logged = captured.out + captured.err + caplog.text
    for word in [*secrets, slug, "/help", "public-channels", "return-sessions", "127.0.0.1"]:
        assert word not in logged


def test_no_table_keeps_the_moment_of_anything_a_child_did(
    school: School, database: Database
) -> None:
    school.clock.advance(timedelta(minutes=3, seconds=17, microseconds=5))
    slug = school.open()
    tell_everything(school, slug)
    rows = everything(database)
    for name in CHILDREN:
        assert rows[name]
        for row in rows[name]:
            for column, value in row.items():
                if column in ("until", "answer_until"):
                    assert (value.minute % 10, value.second, value.microsecond) == (0, 0, 0)
                else:
                    assert not INSTANT.search(str(value)), column
    assert rows["idempotency"] == []
    kinds = {
        str(column["type"])
        for column in inspect(database.engine).get_columns("report")
        if "TIME" in str(column["type"]).upper()
    }
    assert not kinds
    assert all(row["id"].version == 4 for row in rows["report"] if hasattr(row["id"], "version"))


def test_nothing_of_a_report_is_told_to_the_others(school: School, published: Published) -> None:
    slug = school.open()
    before = len(published())
    tell_everything(school, slug)
    assert len(published()) == before


def test_the_database_alone_opens_no_answer_and_no_report(
    school: School, database: Database
) -> None:
    receipt = school.report(school.open())["receipt"]
    stolen = Keys(b"guess" * 6 + b"!!", rounds=1, memory=8192)
    code = receipt.replace("-", "")
    with database.read() as session:
        report = session.scalars(select(Report)).one()
    assert stolen.derived("lookup", stolen.root(code)) != report.lookup
    assert content_of(report, LIGHT, receipt)["text"] == f"{MARKER} see [address removed]"
    assert content_of(report, LIGHT, receipt)["what"] == "BULLY"


def test_two_reports_of_one_length_look_alike(school: School, database: Database) -> None:
    slug = school.open()
    for text in ("", "word", "x" * 150):
        school.report(slug, text=text)
    with database.read() as session:
        sizes = {len(each.content) for each in session.scalars(select(Report))}
    assert len(sizes) == 1


def test_the_naughty_strings_come_back_from_messages_as_the_rule_says(school: School) -> None:
    slug = school.open()
    receipt = school.report(slug)["receipt"]
    visit = school.visit(receipt)
    expected: list[str] = []
    for text in NAUGHTY:
        kept = clean(text).text
        sent = school.client.post(
            f"{P}/threads/current/messages", json={"text": text}, headers=visit
        )
        if not kept.strip() or "\x00" in text:
            assert sent.status_code == 422
            continue
        if sent.status_code == 409:
            visit = school.visit(school.report(slug)["receipt"])
            sent = school.client.post(
                f"{P}/threads/current/messages", json={"text": text}, headers=visit
            )
            expected = []
        assert sent.status_code == 201, text
        expected.append(kept)
    thread: Any = school.client.get(f"{P}/threads/current", headers=visit).json
    assert [each["text"] for each in thread["messages"]] == expected


def test_the_naughty_strings_come_back_from_reports_as_the_rule_says(
    school: School, database: Database
) -> None:
    slug = school.open()
    for text in NAUGHTY[::12]:
        body = {**REPORT, "text": text, "form_token": school.form(slug)}
        made: Any = school.client.post(f"{P}/public-channels/{slug}/reports", json=body).json
        with database.read() as session:
            newest = session.scalars(select(Report).order_by(Report.seq.desc()).limit(1)).one()
        assert content_of(newest, LIGHT, made["receipt"])["text"] == clean(text).text
