"""The stream of facts through the real server: as they are told, and until the server stops."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.plugins.practice import Practice
from tests.system.practised import R, change_a_school, sign_in
from tests.system.program import Program, running

STREAM = f"{R}/events/stream"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, practice: Practice) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("stream") / "data"
    practice(folder)
    made = Program(folder)
    with running(made):
        yield made


@pytest.fixture(scope="module")
def coordinator(program: Program) -> dict[str, str]:
    return sign_in(program)


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Read a stream as a client of Server-Sent Events does."""
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if line and name:
            event[name] = value
        elif not line:
            if "data" in event:
                yield event
            event = {}


def head(program: Program, headers: dict[str, str]) -> int:
    """Return where the log of registry ends just now."""
    after, found = -1, 0
    while found != after:
        after = found
        page = httpx.get(f"{program.base}{R}/events?limit=500&after={after}", headers=headers)
        found = page.json()["next"]
    return after


def test_what_is_told_arrives_on_an_open_stream_and_the_next_goes_on_behind_it(
    program: Program, coordinator: dict[str, str]
) -> None:
    after = head(program, coordinator)
    url = f"{program.base}{STREAM}?types=registry.school.changed.v1"
    with httpx.stream("GET", f"{url}&after={after}", headers=coordinator) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines).startswith("retry: ")
        school = change_a_school(program, coordinator)
        event = next(events(lines))
    assert event["event"] == "registry.school.changed.v1"
    assert json.loads(event["data"])["subject"] == school
    again = httpx.get(f"{url}&wait=0", headers=coordinator | {"Last-Event-ID": event["id"]})
    assert list(events(iter(again.text.splitlines()))) == []


@pytest.mark.parametrize("ask", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_end_ends_its_streams_in_good_order(
    program: Program, coordinator: dict[str, str], ask: signal.Signals
) -> None:
    if program.process is None:
        program.start()
    assert program.process is not None
    url = f"{program.base}{STREAM}?after={head(program, coordinator)}"
    with httpx.stream("GET", url, headers=coordinator) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry: ")
        program.process.send_signal(ask)
        # One that is cut off in the middle would raise here, after the server's time of grace.
        assert [line for line in lines if line.startswith("data")] == []
    assert program.process.wait(30) == 0
    program.process = None


def test_a_log_of_the_server_says_nothing_of_a_broken_stream(program: Program) -> None:
    assert "Traceback" not in Path(program.log).read_text()
