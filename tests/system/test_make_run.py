"""`make run` as a person types it: an empty folder, Ctrl-C, and once more with all data there."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.architecture.sources import ROOT
from tests.servers import free_port

START_SECONDS = 240
STOP_SECONDS = 20


@dataclass(frozen=True)
class Typed:
    """`make run`, typed at no terminal."""

    process: subprocess.Popen[bytes]
    printed: Path
    """A file, since a pipe that nobody reads would stop the program when it is full."""
    port: int

    def said(self) -> str:
        return self.printed.read_text("utf-8")

    def wait_until_served(self) -> None:
        for _ in range(START_SECONDS * 10):
            with suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.port}/registry/readyz", timeout=1).is_success:
                    return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
                break
        raise AssertionError(f"not served; it said: {self.said()}")

    def press_ctrl_c(self) -> str:
        """Send SIGINT to all that the terminal would send it to; return what was printed."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(STOP_SECONDS)
        return self.said()


@contextmanager
def make_run(data: Path, *more: str) -> Iterator[Typed]:
    """Type `make run`; end the whole group whatever happens."""
    port, printed = free_port(), data.parent / "printed"
    with (
        printed.open("wb") as file,
        subprocess.Popen(
            ["make", "run", f"PORT={port}", f"DATA={data}", *more],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith("CISS_")},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Typed(process, printed, port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_make_run_serves_demo_data_stops_clean_and_finds_it_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with make_run(data) as typed:
        typed.wait_until_served()
        said = typed.press_ctrl_c()
    assert f"http://127.0.0.1:{typed.port}" in said
    assert "coordinator" in said, "the demo sign-ins are printed"
    assert "Traceback" not in said
    made = said.partition("Invented people")[0]
    assert "answered" not in made, "what is played is no traffic, and no lines of a log"
    with make_run(data) as typed:
        typed.wait_until_served()
        assert httpx.get(f"http://127.0.0.1:{typed.port}/").status_code == httpx.codes.OK
        assert "Traceback" not in typed.press_ctrl_c()


def test_make_run_without_demo_and_terminal_says_what_to_type(tmp_path: Path) -> None:
    with make_run(tmp_path / "data", "DEMO=0") as typed:
        typed.process.wait(START_SECONDS)
    said = typed.said()
    assert typed.process.returncode != 0
    assert "ciss setup --config" in said
    assert "Traceback" not in said
