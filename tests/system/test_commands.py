"""What the command says and leaves behind, on good days and bad ones."""

import json
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.plugins.practice import Practice
from tests.system.program import CISS, Program, running

CONFIG = """\
partner: {code: md, name: Safe Net (invented), countries: [MD], langs: [ro], tz: Europe/Chisinau}
prefixes: {certificate: SIS, sticker: SIV}
public_url: http://127.0.0.1:8080
people: [{login: ops, role: ops}, {login: coo, role: coordinator}]
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "data")


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `ciss setup` leaves it."""
    program = Program(tmp_path_factory.mktemp("set-up") / "data")
    config = program.folder.parent / "setup.yaml"
    config.write_text(CONFIG)
    program.ciss("setup", "--config", str(config))
    return program.folder


@pytest.fixture
def made(program: Program, set_up: Path) -> Program:
    shutil.copytree(set_up, program.folder)
    return program


def test_run_before_set_up_says_what_to_type(program: Program) -> None:
    done = program.ciss("run", check=False)
    assert done.returncode == 2
    assert "ciss setup" in done.stderr
    assert "Traceback" not in done.stderr
    assert not program.folder.exists()


def test_set_up_without_a_terminal_never_asks(program: Program) -> None:
    done = program.ciss("setup", check=False)
    assert done.returncode == 2
    assert "--config" in done.stderr


def test_every_fault_of_a_configuration_is_named_and_nothing_is_made(program: Program) -> None:
    config = program.folder.parent / "setup.yaml"
    config.write_text("partner: {code: Md!, countries: [XX], tz: Mars/Base}\npeople: []\n")
    done = program.ciss("setup", "--config", str(config), check=False)
    assert done.returncode == 2
    assert all(word in done.stderr for word in ("code", "countries", "tz", "prefixes"))
    assert not (program.folder / "keys").exists()


def test_faults_of_the_environment_are_told_together(program: Program) -> None:
    environment = program.environment() | {"CISS_PORT": "x", "CISS_LOG_LEVEL": "loud"}
    done = subprocess.run(
        [CISS, "run"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "CISS_PORT" in done.stderr
    assert "CISS_LOG_LEVEL" in done.stderr


def test_keys_are_readable_by_their_owner_only(made: Program) -> None:
    files = list((made.folder / "keys").iterdir())
    names = {file.name for file in files}
    assert names == {"pages.key", "pepper.key", "service.key", "signing.json"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_second_program_on_one_folder_is_turned_away(made: Program) -> None:
    with running(made) as first:
        assert first.process is not None
        second = Program(made.folder)
        done = second.ciss("run", check=False)
        assert done.returncode == 2
        assert str(first.process.pid) in done.stderr
        dropped = made.ciss("demo", "drop", "--yes", check=False)
        assert dropped.returncode == 2


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_clean_and_a_new_start_finds_all_again(
    made: Program, word: signal.Signals
) -> None:
    with running(made) as program:
        assert program.process is not None
        program.process.send_signal(word)
        assert program.process.wait(15) == 0
    assert "Traceback" not in made.log.read_text()
    with running(made):
        assert made.ciss_json("events", "audit")["missing"] == 0


def test_only_practice_data_can_be_dropped(made: Program) -> None:
    done = made.ciss("demo", "drop", "--yes", check=False)
    assert done.returncode == 2
    assert made.ciss_json("audit", "verify")["registry"]["rows"] > 0


def test_a_dropped_practice_deployment_can_be_set_up_for_real(
    program: Program, practice: Practice
) -> None:
    practice(program.folder)
    assert json.loads(program.ciss("demo", "sign-ins", "--json").stdout)
    program.ciss("demo", "drop", "--yes")
    config = program.folder.parent / "setup.yaml"
    config.write_text(CONFIG)
    program.ciss("setup", "--config", str(config))
    with running(program):
        assert program.ciss_json("events", "audit")["missing"] == 0
