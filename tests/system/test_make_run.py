"""`make run` as a person types it: an empty folder, Ctrl-C, and once more with all data there."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.architecture.sources import ROOT
from tests.servers import free_port

START_SECONDS = 90
STOP_SECONDS = 20


@contextmanager
def make_run(data: Path, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """Type `make run` at no terminal; end the whole group whatever happens."""
    with subprocess.Popen(
        ["make", "run", f"PORT={port}", f"DATA={data}", *more],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("CISS_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def wait_until_served(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(START_SECONDS * 10):
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/registry/readyz", timeout=1).is_success:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            break
    raise AssertionError(f"not served; it said: {process.stdout.read() if process.stdout else ''}")


def press_ctrl_c(process: subprocess.Popen[str]) -> str:
    """Send SIGINT to all that the terminal would send it to, and return what was printed."""
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=STOP_SECONDS)
    return said


def test_make_run_serves_demo_data_stops_clean_and_finds_it_again(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with make_run(data, port) as process:
        wait_until_served(process, port)
        said = press_ctrl_c(process)
    assert f"http://127.0.0.1:{port}" in said
    assert "coordinator" in said, "the demo sign-ins are printed"
    assert "Traceback" not in said
    with make_run(data, port) as process:
        wait_until_served(process, port)
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == httpx.codes.OK
        assert "Traceback" not in press_ctrl_c(process)


def test_make_run_without_demo_and_terminal_says_what_to_type(tmp_path: Path) -> None:
    with make_run(tmp_path / "data", free_port(), "DEMO=0") as process:
        said, _ = process.communicate(timeout=START_SECONDS)
    assert process.returncode != 0
    assert "ciss setup --config" in said
    assert "Traceback" not in said
