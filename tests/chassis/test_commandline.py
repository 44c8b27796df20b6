"""How a command line ends: by itself, in a sentence, or with a stack that tells nobody's words."""

from typing import Any

import click
import pytest
from sqlalchemy import create_engine, text

from chassis import commandline
from chassis.errors import Invalid, Refused

WRITTEN = "what a child wrote"


def ended(command: click.Command, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("sys.argv", ["ciss"])
    with pytest.raises(SystemExit) as ended_:
        commandline.run(command, "ciss")
    return ended_.value.code


def test_what_is_refused_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def command() -> None:
        raise Refused("This was closed yesterday.", reason="closed")

    assert ended(command, monkeypatch) == commandline.USAGE
    assert capsys.readouterr().err == "This was closed yesterday.\n"


def test_what_is_wrong_is_named_field_by_field(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def command() -> None:
        raise Invalid("Please look again.", errors={"town": ["Write it."]})

    assert ended(command, monkeypatch) == commandline.USAGE
    assert capsys.readouterr().err == "Please look again.\n  town: Write it.\n"


def test_a_fault_of_ours_shows_its_place_and_no_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    engine = create_engine(database_url)

    @click.command()
    def command() -> None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE told (words TEXT UNIQUE)"))
            for _ in range(2):
                connection.execute(text("INSERT INTO told VALUES (:words)"), {"words": WRITTEN})

    assert ended(command, monkeypatch) == 1
    engine.dispose()
    said = capsys.readouterr().err
    assert "IntegrityError" in said
    assert "test_commandline.py" in said
    assert WRITTEN not in said
