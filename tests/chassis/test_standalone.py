"""What a service that runs by itself says when it cannot begin: a sentence, and no stack."""

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask

from chassis.keyring import Keyring
from chassis.service import Service
from chassis.standalone import program
from chassis.worker import ROLES
from tests.chassis.bus.town import LAMPS

USAGE = 2
Say = Callable[..., str]
"""`say("worker", "--roles", "x")`: type it, and return what is said instead of doing it."""


def no_app(*_: object) -> Flask:
    raise AssertionError("No process may begin that cannot go on.")


DISTRICT = program(Service(name="district", about="Counts lamps.", subscriptions=(LAMPS,)), no_app)
WORKS = program(Service(name="works", about="Lights lamps."), no_app, signs_tokens=True)


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Say]:
    before = structlog.get_config()
    monkeypatch.setenv("CISS_DATA", str(tmp_path))

    def typed(*words: str, of: Callable[[], None] = DISTRICT, code: int = USAGE) -> str:
        monkeypatch.setattr(sys, "argv", ["python -m it", *words])
        with pytest.raises(SystemExit) as ended:
            of()
        assert ended.value.code == code
        said = capsys.readouterr()
        return said.out + said.err

    yield typed
    structlog.configure(**before)


def test_a_worker_names_each_setting_it_lacks(say: Say) -> None:
    said = say("worker")
    assert "CISS_WORKS_FEED_URL: where works is, like http://" in said
    assert "CISS_SERVICE_KEY_FILE=" in said


def test_who_takes_nothing_in_needs_to_know_of_nobody(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("CISS_METRICS_PORT", str(taken.getsockname()[1]))
        said = say("worker", "--roles", "relay,timers")
    assert said.startswith("CISS_METRICS_PORT: port ")
    assert said.endswith("cannot be had: Address already in use.\n")


def test_pages_name_each_setting_they_lack(say: Say) -> None:
    said = say("web")
    assert "CISS_SERVICE_KEY: " in said
    assert "CISS_JWKS_URL: " in said
    assert "CISS_JWKS_URL" not in say("web", of=WORKS), "who has the key asks nobody for it"


def test_pages_say_which_key_is_missing(
    say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CISS_SERVICE_KEY", "known to all services")
    assert "pages.key cannot be read: No such file" in say("web", of=WORKS)
    Keyring(tmp_path / "keys").make()
    (tmp_path / "keys/signing.json").unlink()
    assert "signing.json cannot be read" in say("web", of=WORKS)


@pytest.mark.parametrize("words", ["nonsense", "relay,nonsense", ""])
def test_roles_that_are_none_are_refused_and_the_real_ones_named(say: Say, words: str) -> None:
    assert say("worker", "--roles", words).endswith(f"{', '.join(ROLES)}.\n")


def test_every_fault_of_a_setting_is_told(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CISS_PORT", "eighty")
    assert say("web") == "CISS_PORT must be a whole number from 1 to 65535.\n"


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_explains_the_roles(say: Say, word: str) -> None:
    said = " ".join(say("worker", word, code=0).split())
    assert "python -m district worker" in said
    assert ", ".join(ROLES) in said
