"""The broker of a running deployment is away: whoever writes does not notice."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.clock import monotonic
from tests.brokers import PrivateBroker
from tests.chassis.bus.street import wait_until
from tests.figures import figures_of
from tests.plugins.practice import Practice
from tests.system.practised import R, sign_in
from tests.system.program import Program, running

WRITES = 200
PATIENCE_SECONDS = 3.0
"""What connecting to a broker that is away may take; no write may wait for that."""


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    made = PrivateBroker()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def program(tmp_path: Path, practice: Practice, broker: PrivateBroker) -> Iterator[Program]:
    practice(tmp_path / "data")
    made = Program(tmp_path / "data", broker=(broker.url, broker.admin))
    made.ciss("events", "topology", "apply")
    with running(made):
        yield made


class Coordinator:
    """Somebody who corrects the same school over and over."""

    def __init__(self, program: Program) -> None:
        self._http = httpx.Client(base_url=program.base, headers=sign_in(program), timeout=30)
        school = self._http.get(f"{R}/schools?limit=1").json()["items"][0]
        self._school, self._version = f"{R}/schools/{school['id']}", school["row_version"]
        self._numbers = count(1)

    def write(self) -> tuple[int, float]:
        """Give the school another town; return the answer's status and how long it took."""
        began = monotonic()
        answer = self._http.patch(
            self._school,
            json={"town": f"Town {next(self._numbers)}"},
            headers={"If-Match": f'"{self._version}"'},
        )
        self._version += 1
        return answer.status_code, monotonic() - began

    def close(self) -> None:
        """Go home."""
        self._http.close()


def status(program: Program) -> tuple[int, Any]:
    """Return the exit code and the document of `ciss events status`."""
    done = program.ciss("events", "status", "--json", check=False)
    return done.returncode, json.loads(done.stdout)


def unsent(program: Program) -> float:
    """Return how many facts of registry have not left; a look that starts no process."""
    answer = httpx.get(f"{program.base}/registry/metrics").raise_for_status()
    return figures_of(answer.text)["ciss_bus_unsent"]


def is_well(program: Program) -> bool:
    """Say whether the whole deployment calls itself well; asked only once registry may be."""
    return unsent(program) == 0 and status(program)[0] == 0


def test_two_hundred_writes_while_the_broker_is_away_and_all_arrive_after(
    program: Program, broker: PrivateBroker
) -> None:
    coordinator = Coordinator(program)
    calm = [coordinator.write() for _ in range(20)]
    wait_until(lambda: is_well(program))
    broker.kill()
    answers = [coordinator.write() for _ in range(WRITES)]
    coordinator.close()
    for name, these in (("calm", calm), ("away", answers)):
        times = sorted(seconds for _, seconds in these)
        print(f"{name}: p50 {times[len(times) // 2]:.3f} s, longest {times[-1]:.3f} s")
    assert {code for code, _ in answers} == {200}
    assert max(seconds for _, seconds in answers) < PATIENCE_SECONDS
    code, told = status(program)
    assert code == 1, told
    broker.start()
    wait_until(lambda: is_well(program), 120)
