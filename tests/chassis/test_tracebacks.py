"""No line of a log and no record of a fault repeats what people wrote."""

import io
import json
from collections.abc import Callable, Iterator

import msgspec
import pytest
import structlog
from flask import Flask
from msgspec import Struct
from sqlalchemy import insert, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from chassis import log
from chassis.bus.events import Tier
from chassis.db import Database
from chassis.tables import job
from chassis.tracebacks import gist, story

NAME = "Mrs Smith"


class Fault(Struct):
    """A document with a closed word."""

    tier: Tier


def break_a_constraint(session: Session) -> None:
    session.execute(
        text(
            "CREATE TEMPORARY TABLE strict"
            " (name TEXT, word TEXT, CONSTRAINT has_word CHECK (word IS NOT NULL))"
        )
    )
    session.execute(text("INSERT INTO strict VALUES (:name, NULL)"), {"name": NAME})


def misread_a_number(session: Session) -> None:
    session.execute(text("SELECT cast(cast(:name AS text) AS integer)"), {"name": NAME})
    int(NAME)


def misread_a_word(_session: Session) -> None:
    msgspec.json.decode(f'{{"tier":"{NAME}"}}', type=Fault)


def miswrite_an_id(session: Session) -> None:
    session.execute(insert(job).values(kind={NAME}))


def miss_a_key(_session: Session) -> None:
    known: dict[str, str] = {}
    known[NAME]


def say_it_with_another_word(session: Session) -> None:
    try:
        break_a_constraint(session)
    except StatementError as error:
        raise RuntimeError("Not possible.") from error


def stumble_over_it(session: Session) -> None:
    try:
        break_a_constraint(session)
    except StatementError:
        miss_a_key(session)


FAULTS = [
    break_a_constraint,
    misread_a_number,
    misread_a_word,
    miswrite_an_id,
    miss_a_key,
    say_it_with_another_word,
    stumble_over_it,
]


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Collect what the log says."""
    before, said = structlog.get_config(), io.StringIO()
    log.configure("debug")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(said))
    yield said
    structlog.configure(**before)


@pytest.mark.parametrize("fail", FAULTS)
def test_a_fault_is_told_by_its_place_and_kind(
    database: Database, said: io.StringIO, fail: Callable[[Session], None]
) -> None:
    try:
        with database.write() as session:
            fail(session)
    except Exception as error:  # noqa: BLE001 - of every kind
        log.logger("test").error("failed", exc_info=error)
        met = error
    told = json.loads(said.getvalue())["exception"]
    assert f"in {fail.__name__}" in told
    assert type(met).__name__ in told
    assert NAME not in told + gist(met) + story(met)


def test_a_broken_rule_of_a_table_is_named(database: Database) -> None:
    with pytest.raises(StatementError) as broken, database.write() as session:
        break_a_constraint(session)
    assert gist(broken.value) == (
        "IntegrityError: IntegrityError: SQLITE_CONSTRAINT_CHECK"
        if database.dialect == "sqlite"
        else "IntegrityError: CheckViolation: 23514 has_word"
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (AttributeError("'int' has no 'x'"), "AttributeError: 'int' has no 'x'"),
        (ValueError(f"can't read '{NAME}' here"), "ValueError: can't read '…' here"),
        (ValueError('no "O\'Brien" here'), "ValueError: no '…' here"),
        (ValueError(f"not a number: '{NAME}"), "ValueError: not a number: '…'"),
        (ValueError("a\0b\x1b[2J\udc80"), "ValueError: a b [2J "),
    ],
)
def test_a_message_keeps_what_it_does_not_quote(error: Exception, told: str) -> None:
    assert gist(error) == told


def test_what_led_to_a_fault_is_told_first() -> None:
    try:
        try:
            int("x")
        except ValueError as error:
            raise RuntimeError("later") from error
    except RuntimeError as error:
        told = story(error)
    assert told.index("ValueError") < told.index("This led to:") < told.index("RuntimeError")


@pytest.mark.parametrize("fail", [break_a_constraint, miss_a_key])
def test_what_a_request_brought_is_in_neither_the_log_nor_the_answer(
    app: Flask, database: Database, said: io.StringIO, fail: Callable[[Session], None]
) -> None:
    def write() -> str:
        with database.write() as session:
            fail(session)
        return "kept"

    app.add_url_rule("/toy/api/v1/faults", view_func=write)
    app.testing = False
    answer = app.test_client().get("/toy/api/v1/faults")
    assert answer.status_code in (409, 500)
    assert f"in {fail.__name__}" in said.getvalue()
    assert NAME not in said.getvalue() + answer.text
