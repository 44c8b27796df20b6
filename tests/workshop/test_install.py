"""`make install` says in one sentence what a bare machine lacks, and does its work once."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT

OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; esac'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What `requirements/install` looks at, in a folder of its own."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for package in PACKAGES:
        (tmp_path / package).mkdir(parents=True)
        shutil.copy(ROOT / package / "pyproject.toml", tmp_path / package)
    return tmp_path


def install(clone: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installer with a Python that does what the shell text says."""
    fake = clone / "python"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)
    return subprocess.run(
        [clone / "requirements/install", "run"],
        env={**os.environ, "PYTHON": str(fake)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("python", "sentence"),
    [(OLD, "CISS needs Python 3.11 or newer"), (WITHOUT_VENV, "apt install python3-venv")],
)
def test_what_is_missing_is_said_in_one_sentence(clone: Path, python: str, sentence: str) -> None:
    answer = install(clone, python)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert not (clone / ".venv").exists()


def pretend_installed(clone: Path, kind: str) -> None:
    """Leave the mark that the installer leaves at its end."""
    parts = [clone / f"requirements/{kind}.txt", *(clone / p / "pyproject.toml" for p in PACKAGES)]
    words = f"{clone}\n".encode() + b"".join(part.read_bytes() for part in parts)
    mark = subprocess.run(["cksum"], input=words, capture_output=True, check=True).stdout
    (clone / ".venv").mkdir()
    (clone / f".venv/installed-{kind}").write_bytes(mark)


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_what_is_installed_is_not_installed_again(clone: Path, kind: str) -> None:
    pretend_installed(clone, kind)
    assert install(clone, OLD).returncode == 0


@pytest.mark.parametrize("changed", ["requirements/run.txt", "services/registry/pyproject.toml"])
def test_a_changed_lock_or_package_is_installed_again(clone: Path, changed: str) -> None:
    pretend_installed(clone, "run")
    with (clone / changed).open("a") as file:
        file.write("# changed\n")
    assert install(clone, OLD).returncode == 1
