"""The command that shows facts as they pass ends cleanly when it is asked to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import Raw

from allinone import tail_commands
from allinone.deployment import Deployment
from allinone.events_commands import events
from chassis.bus.events import Envelope, Tier
from chassis.errors import Invalid
from chassis.ids import new_id
from contracts.registry import SchoolChanged
from tests.allinone.schools import tell
from tests.chassis.bus.street import wait_until


@contextmanager
def looking_on(
    folder: Path, *words: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Run the command; yield it, and the file it writes into."""
    written = folder / "tail.out"
    with written.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "allinone", "events", "tail", *words],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "CISS_DATA": str(folder), **settings},
        )
    try:
        yield process, written
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("as_json", [False, True])
def test_facts_are_shown_as_they_pass_until_ctrl_c(
    deployment: Deployment, tmp_path: Path, as_json: bool
) -> None:
    words = ["--type", "*.school.#", *(["--json"] if as_json else [])]
    told: list[str] = []
    with looking_on(tmp_path, *words) as (process, written):

        def is_seen() -> bool:
            told.append(tell(deployment))
            return bool(written.read_text())

        wait_until(is_seen)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, f"{tail_commands.IN_LOGS}\n")
    first = written.read_text().splitlines()[0]
    assert subject_of(first, as_json=as_json) in told


def test_what_a_terminal_would_obey_is_written_out() -> None:
    order = "\x1b[2J\x9b1A\u202e"
    envelope = Envelope(
        id=new_id(),
        source="/ciss/works",
        type=f"works.lamp{order}",
        subject=f"a{order}\nb",
        time=datetime(2026, 2, 2, tzinfo=UTC),
        tier=Tier.PUBLIC,
        partner="md",
        subjectversion="1",
        data=Raw('{\n "lamp":\t"a\x9b\u202e"}'.encode()),
    )
    shown = tail_commands._line(envelope), tail_commands._document(envelope)  # noqa: SLF001 - a whole process shows no more
    for line in shown:
        assert line.isprintable()
        assert "\\u001b[2J\\u009b1A\\u202e" in line
    assert json.loads(shown[1])["data"] == {"lamp": "a\x9b\u202e"}
    assert json.loads(shown[1])["subject"] == f"a{order}\nb"


def subject_of(line: str, *, as_json: bool) -> str:
    if as_json:
        fact: dict[str, Any] = json.loads(line)
        assert fact["data"]["name"] == "Lumina (demo)"
        return str(fact["subject"])
    time, type_, subject = line.split("  ")
    assert (time[-1], type_) == ("Z", SchoolChanged.type)
    return subject


def test_a_broker_that_refuses_ends_it_with_two(
    deployment: Deployment, tmp_path: Path, vhost: str
) -> None:
    wrong = vhost.replace("guest:guest@", "guest:sesame@")
    with looking_on(tmp_path, CISS_AMQP_URL=wrong) as (process, written):
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, written.read_text()) == (2, "")
    listening, words = complaints.splitlines()
    assert listening == tail_commands.AT_BROKER
    assert words.startswith("The broker refuses the name or the password")
    assert deployment.is_set_up


def test_a_pattern_that_no_type_fits_is_refused(deployment: Deployment) -> None:
    words = ["tail", "--type", "registry.school.*.v1", "--type", "registry.schol.#"]
    error = CliRunner().invoke(events, words, obj=deployment).exception
    assert isinstance(error, Invalid)
    assert error.detail == "No type of fact fits registry.schol.#."
