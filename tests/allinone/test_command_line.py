"""Every command is found, and what needs no service reads none."""

import subprocess
import sys

import pytest
from click import Context
from click.testing import CliRunner

from allinone.__main__ import COMMANDS, ciss

ASK = "import sys; from pkgutil import resolve_name; resolve_name(sys.argv[1]); print(*sys.modules)"
SERVICES = {"registry.app", "training.app", "certification.app", "reports.app"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_found_by_its_own_name(name: str) -> None:
    found = ciss.get_command(Context(ciss), name)
    assert found is not None
    assert found.name == name
    assert found.get_short_help_str()


def test_a_command_that_is_none_is_refused() -> None:
    answer = CliRunner().invoke(ciss, ["fly"])
    assert answer.exit_code == 2
    assert "No such command 'fly'" in answer.output


@pytest.mark.parametrize("name", ["audit", "demo", "test"])
def test_what_needs_no_service_reads_none(name: str) -> None:
    read = subprocess.run(
        [sys.executable, "-c", ASK, COMMANDS[name]], capture_output=True, text=True, check=True
    )
    assert not SERVICES & set(read.stdout.split())
