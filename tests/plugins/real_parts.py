"""Say which real parts the run had, and let no part go missing unseen in CI."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Generator

import pytest

from tests import brokers
from tests.ci import in_ci
from tests.servers import NotToBeHadError, chromium, postgresql_binaries

NOT_RUN = "not run: "


def pytest_report_header() -> str:
    return f"real parts: {', '.join(real_parts())}"


def real_parts() -> list[str]:
    """Name the real parts at hand, with their versions, without starting any."""
    return [
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        _postgresql_version(),
        _rabbitmq_version(),
        _chromium_version(),
    ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a test whose real part cannot be had as not run, and say which part."""
    report = yield
    if call.excinfo is not None and isinstance(error := call.excinfo.value, NotToBeHadError):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.reportinfo()[1] or 0, f"{NOT_RUN}{error}")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in not_run(terminalreporter):
        terminalreporter.write_line(line, red=True)
    if in_ci() and skipped(terminalreporter):
        terminalreporter.write_line("with CI=true, a test that is not run is a failure", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true, end with 1 when a test was skipped, for whatever reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.exitstatus == pytest.ExitCode.OK and in_ci() and reporter and skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def not_run(reporter: pytest.TerminalReporter) -> list[str]:
    """Return a line for each missing part, whichever process of the run missed it."""
    reasons = [
        str(report.longrepr[2])
        for report in reporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    ]
    return sorted({reason for reason in reasons if reason.startswith(NOT_RUN)})


def skipped(reporter: pytest.TerminalReporter) -> int:
    return len(reporter.stats.get("skipped", ()))


def _postgresql_version() -> str:
    if os.environ.get("CISS_TEST_POSTGRESQL_URL"):
        return "PostgreSQL as the environment says"
    folder = postgresql_binaries()
    return f"PostgreSQL {_version(str(folder / 'postgres'))}" if folder else "PostgreSQL: none here"


def _rabbitmq_version() -> str:
    if os.environ.get("CISS_TEST_AMQP_URL"):
        return "RabbitMQ as the environment says"
    try:
        return f"RabbitMQ {brokers.version()}"
    except NotToBeHadError:
        return "RabbitMQ: none here"


def _chromium_version() -> str:
    try:
        return f"Chromium {_version(chromium())}"
    except NotToBeHadError:
        return "Chromium: none here"


def _version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    numbers = [word for word in said.stdout.split() if word[0].isdigit()]
    return numbers[0] if numbers else "of unknown version"
