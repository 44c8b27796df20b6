"""Each import contract is kept by a small house like ours, and breaks when it is violated."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

GOOD = {
    "allinone/__init__.py": "import registry, training, certification, reports\n",
    "registry/__init__.py": "",
    "registry/app.py": "from registry.schools import views\n",
    "registry/schools/__init__.py": "",
    "registry/schools/rules.py": "from datetime import date\nfrom chassis.errors import Refused\n",
    "registry/schools/model.py": "import sqlalchemy\nfrom chassis import db\n",
    "registry/schools/queries.py": "from registry.schools import model\n",
    "registry/schools/actions.py": "from registry.schools import queries, rules\n",
    "registry/schools/schemas.py": "from registry.schools import rules\n",
    "registry/schools/views.py": "from registry.schools import actions, schemas\n",
    "registry/people/__init__.py": "",
    "registry/people/actions.py": "from registry.schools import queries\n",
    "training/__init__.py": "import contracts\n",
    "certification/__init__.py": "",
    "reports/__init__.py": "",
    "contracts/__init__.py": "import chassis\n",
    "chassis/__init__.py": "",
    "chassis/errors.py": "",
    "chassis/db.py": "from chassis import errors\n",
    "chassis/bus/__init__.py": "",
    "chassis/bus/rabbit.py": "import kombu\n",
}

BAD = [
    ("storeys", "training/__init__.py", "import registry\n"),
    ("storeys", "chassis/errors.py", "import contracts\n"),
    ("storeys", "contracts/__init__.py", "import reports\n"),
    ("rooms", "registry/schools/model.py", "from registry.schools import actions\n"),
    ("rooms", "registry/schools/rules.py", "from registry.schools import schemas\n"),
    ("rooms", "registry/schools/helpers.py", ""),
    ("pure-rules", "registry/schools/rules.py", "import sqlalchemy\n"),
    ("pure-rules", "registry/schools/rules.py", "from chassis import db\n"),
    ("one-amqp-door", "registry/schools/actions.py", "import pika\n"),
    ("one-amqp-door", "chassis/db.py", "import kombu\n"),
    ("no-cycles", "registry/schools/queries.py", "from registry.people import actions\n"),
]


def lint(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Hold contracts of our own pyproject.toml against a house of files."""
    asked = [word for name in contracts for word in ("--contract", name)]
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache",
         *asked, ROOT / "pyproject.toml"],
        cwd=house, env={**os.environ, "PYTHONPATH": str(house)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def build(house: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text)


@pytest.mark.parametrize(("contract", "name", "text"), BAD)
def test_a_contract_is_seen_to_break(tmp_path: Path, contract: str, name: str, text: str) -> None:
    build(tmp_path, GOOD | {name: text})
    answer = lint(tmp_path, contract)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout


def contracts() -> list[str]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return [contract["id"] for contract in linter["contracts"]]


def test_the_contracts_let_a_good_house_pass(tmp_path: Path) -> None:
    build(tmp_path, GOOD)
    answer = lint(tmp_path, *contracts())
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_contract_has_an_example_that_breaks_it() -> None:
    assert {contract for contract, _, _ in BAD} == set(contracts())
