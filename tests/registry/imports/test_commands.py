"""Lists taken in and given out from the command line."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import Invalid, NotFound
from registry.imports.commands import group
from tests.lists import A6_HEADER, a6_list, written
from tests.registry.imports.conftest import Coordinator

COUNTS = {"new": 6, "changed": 0, "unchanged": 0, "rejected": 1, "possible_duplicates": 1}
Command = Callable[..., Result]


@dataclass(frozen=True)
class Deployment:
    """What the program hands to its commands."""

    registry: Database
    clock: StillClock

    def database(self, service: str) -> Database:
        assert service == "registry"
        return self.registry

    def check_set_up(self) -> None:
        pass


@pytest.fixture
def command(database: Database, clock: StillClock, partner: UUID) -> Command:  # noqa: ARG001 - it must be there
    def run(*words: str) -> Result:
        obj = Deployment(database, clock)
        return CliRunner().invoke(group, words, obj=obj, catch_exceptions=True)

    return run


def file_of(folder: Path, content: bytes, name: str = "schools.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def document(result: Result) -> dict[str, Any]:
    return dict(json.loads(result.stdout))


def test_a_list_is_taken_in_and_rejected_rows_are_said(
    command: Command, tmp_path: Path, coordinator: Coordinator
) -> None:
    result = command("import", "schools", file_of(tmp_path, a6_list()), "--country", "MD")
    assert result.exit_code == 1, result.output
    assert "Added: 6" in result.stdout
    assert "code_number in Код: line 8" in result.stdout
    assert "All other rows are in." in result.stdout
    assert len(coordinator.schools()) == 6


def test_a_dry_run_changes_nothing(
    command: Command, tmp_path: Path, coordinator: Coordinator
) -> None:
    file = file_of(tmp_path, a6_list())
    result = command("import", "schools", file, "--country", "MD", "--dry-run", "--json")
    told = document(result)
    assert (result.exit_code, told["state"], told["counts"]) == (1, "preview", COUNTS)
    assert coordinator.schools() == []


def test_a_list_without_errors_ends_with_0_and_the_same_list_changes_nothing(
    command: Command, tmp_path: Path
) -> None:
    file = file_of(tmp_path, written([A6_HEADER, ["Лицей", "007", "Калинов"]]))
    first = command("import", "schools", file, "--country", "MD", "--json")
    assert (first.exit_code, document(first)["counts"]["new"]) == (0, 1)
    again = command("import", "schools", file, "--country", "MD", "--json")
    assert (again.exit_code, document(again)["counts"]["unchanged"]) == (0, 1)


def test_a_long_list_is_read_in_steps_with_a_bar_on_standard_error(
    command: Command, tmp_path: Path, coordinator: Coordinator
) -> None:
    rows = [[f"Школа имени Примера № {number}", f"{number:05}", "Г"] for number in range(2_500)]
    file = file_of(tmp_path, written([A6_HEADER, *rows]))
    result = command("import", "schools", file, "--country", "MD")
    assert result.exit_code == 0, result.output
    assert "Taking in" in result.stderr
    assert "Taking in" not in result.stdout
    codes = [school.official_code for school in coordinator.schools()]
    assert codes == [row[1] for row in rows]


def test_rejected_rows_are_written_where_asked(command: Command, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    file = file_of(tmp_path, a6_list())
    command("import", "schools", file, "--country", "MD", "--rejected", str(rejected))
    rows = list(csv.reader(io.StringIO(rejected.read_text("utf-8-sig")), delimiter=";"))
    assert [len(rows), rows[1][3]] == [2, "8"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_given_out_is_taken_in_as_unchanged(
    command: Command, tmp_path: Path, kind: str
) -> None:
    tricky = [
        ["=Школа «Формула»", "0010", "Калинов"],
        ["'Школа в кавычке", "'7", "@Город"],
        ["Лицей, с запятой; и точкой", "00", "-"],
        ["Без кода", "", "Калинов"],
    ]
    file = file_of(tmp_path, written([A6_HEADER, *tricky]))
    assert command("import", "schools", file, "--country", "MD").exit_code == 0
    out = str(tmp_path / f"export.{kind}")
    assert command("export", "schools", "--format", kind, "--out", out).exit_code == 0
    again = document(command("import", "schools", out, "--json"))
    assert again["counts"] == {**dict.fromkeys(COUNTS, 0), "unchanged": 4}


def test_a_list_goes_out_on_standard_output(command: Command) -> None:
    result = command("export", "schools")
    assert result.exit_code == 0
    assert result.stdout_bytes.decode("utf-8-sig").startswith("id,official_code,name,country")


def test_what_cannot_be_taken_in_is_said(command: Command, tmp_path: Path) -> None:
    missing = command("import", "schools", str(tmp_path / "nothing.csv"))
    assert missing.exit_code == 2
    page = command("import", "schools", file_of(tmp_path, b"<html></html>"))
    assert isinstance(page.exception, Invalid)
    unnamed = command("import", "schools", file_of(tmp_path, b"a;b\r\nc;d\r\n"))
    assert isinstance(unnamed.exception, Invalid)
    assert "--mapping" in unnamed.exception.detail
    nobody = command("export", "schools", "--partner", "nobody")
    assert isinstance(nobody.exception, NotFound)
