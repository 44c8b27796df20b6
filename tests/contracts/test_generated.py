"""The files made from the contracts are up to date, and a promise once made is kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from allinone.docs_commands import docs
from contracts.catalogue import documents, facts
from contracts.generated import broken, release, stale, write

DOCS = Path(__file__).parents[2] / "docs"
ROLE = "registry.role.changed.v1"


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(docs, ["--folder", str(folder), *options])


@pytest.fixture
def promised(tmp_path: Path) -> Path:
    """A folder whose released contracts held one field more than the code has."""
    write(tmp_path)
    release(tmp_path)
    path = tmp_path / "events/released" / f"{ROLE}.json"
    schema = json.loads(path.read_text())
    schema["$defs"]["RoleChanged"]["properties"]["until"] = {"type": "string"}
    path.write_text(json.dumps(schema))
    return tmp_path


def test_the_documentation_is_up_to_date() -> None:
    assert stale(DOCS) == [], "run: make docs"


def test_the_contracts_keep_what_was_released() -> None:
    assert broken(DOCS) == []
    assert list((DOCS / "events/released").glob("*.json"))


def test_writing_mends_what_is_stale(tmp_path: Path) -> None:
    assert len(write(tmp_path)) == len(facts()) + len(["envelope.v1.json", "asyncapi.json"])
    assert stale(tmp_path) == []
    (tmp_path / "events/registry.gone.v1.json").write_text("{}")
    (tmp_path / "events" / f"{ROLE}.json").write_text("{}")
    assert len(stale(tmp_path)) == 2
    write(tmp_path)
    assert stale(tmp_path) == []


def test_a_release_keeps_all_contracts_as_they_are(tmp_path: Path) -> None:
    assert run(tmp_path, "--release").exit_code == 0
    kept = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("events/released/*")}
    assert kept.keys() == documents().keys()
    assert run(tmp_path, "--check").exit_code == 0
    assert release(tmp_path) == []


def test_a_check_names_what_is_out_of_date(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "asyncapi.json").write_text("{}")
    found = run(tmp_path, "--check")
    assert found.exit_code == 1
    assert "asyncapi.json is out of date" in found.output


def test_a_check_fails_on_a_broken_promise(promised: Path) -> None:
    found = run(promised, "--check")
    assert found.exit_code == 2
    assert f"{ROLE} .until: removed" in found.output


def test_a_release_does_not_write_over_a_promise_it_would_break(promised: Path) -> None:
    path = promised / "events/released" / f"{ROLE}.json"
    before = path.read_text()
    found = run(promised, "--release")
    assert found.exit_code == 2
    assert f"{ROLE} .until: removed" in found.output
    assert path.read_text() == before
