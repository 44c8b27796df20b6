"""A worker that runs apart shows its figures and says whether it is well."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

from chassis.workerport import WorkerPort
from tests.servers import free_port


@pytest.fixture
def well() -> list[bool]:
    return [True]


@pytest.fixture
def failing() -> list[str]:
    return []


@pytest.fixture
def address(well: list[bool], failing: list[str]) -> Iterator[str]:
    registry = CollectorRegistry()
    Counter("lamps", "Lamps lit.", registry=registry).inc(3)
    number = free_port()
    port = WorkerPort("127.0.0.1", number, registry, lambda: well[0], lambda: failing)
    yield f"http://127.0.0.1:{number}"
    port.close()


def test_its_figures_are_for_prometheus(address: str) -> None:
    answer = httpx.get(f"{address}/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "lamps_total 3.0" in answer.text


def test_it_is_well_until_a_thread_has_ended(address: str, well: list[bool]) -> None:
    assert httpx.get(f"{address}/healthz").status_code == 200
    assert httpx.get(f"{address}/livez").status_code == 200
    well[0] = False
    assert httpx.get(f"{address}/healthz").status_code == 503
    assert httpx.get(f"{address}/livez").status_code == 503


def test_a_task_that_only_fails_is_named_and_is_no_reason_to_start_anew(
    address: str, failing: list[str]
) -> None:
    failing += ["intake", "relay"]
    answer = httpx.get(f"{address}/healthz")
    assert (answer.status_code, "intake, relay" in answer.text) == (503, True)
    assert httpx.get(f"{address}/livez").status_code == 200
    failing.clear()
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_there_is_nothing_else(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert httpx.get(f"{address}/secret?name=ana").status_code == 404
    assert capfd.readouterr().err == "", "who asks, and for what, is not written down"
