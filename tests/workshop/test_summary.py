"""What a run says of itself at its end, and when CI calls it a failure."""

import pytest

from tests.servers import ROOT

STORY = """
import pytest

def test_a01_start(): pass
def test_a02_sign_in(): assert {second}
@pytest.mark.waits_for("vaults")
def test_a05_keys(): raise AssertionError("never run")
"""
MISSING = """
from tests.servers import NotToBeHadError

def test_needs_a_server(): raise NotToBeHadError("PostgreSQL", "no server here")
def test_needs_none(): pass
"""
OPTIONS = ("-p", "tests.plugins.story", "-p", "tests.plugins.real_parts", "-p", "no:cacheprovider")
NOT_CI, IN_CI = "", "true"


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A place for a run inside the run, with our plugins and outside CI."""
    pytester.makeini("[pytest]\nmarkers = waits_for(name): waits\n")
    monkeypatch.setenv("CI", NOT_CI)
    return pytester


def test_the_story_counts_the_green_steps_and_names_what_the_others_wait_for(
    inner: pytest.Pytester,
) -> None:
    inner.makepyfile(test_story=STORY.format(second=True))
    outcome = inner.runpytest_inprocess(*OPTIONS)
    outcome.assert_outcomes(passed=2, deselected=1)
    outcome.stdout.fnmatch_lines(["story: 2 green, 1 wait: A5 vaults", "*2 passed*"])


def test_the_story_names_a_red_step(inner: pytest.Pytester) -> None:
    inner.makepyfile(test_story=STORY.format(second=False))
    outcome = inner.runpytest_inprocess(*OPTIONS)
    outcome.stdout.fnmatch_lines(["story: 1 green, 1 red: A2, 1 wait: A5 vaults"])
    assert outcome.ret == pytest.ExitCode.TESTS_FAILED


def test_a_part_that_cannot_be_had_is_named(inner: pytest.Pytester) -> None:
    inner.makepyfile(MISSING)
    outcome = inner.runpytest_inprocess(*OPTIONS)
    outcome.assert_outcomes(passed=1, skipped=1)
    outcome.stdout.fnmatch_lines(["real parts: Python*", "not run: PostgreSQL (no server here)"])
    assert outcome.ret == pytest.ExitCode.OK


def test_in_ci_a_part_that_cannot_be_had_fails_the_run(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", IN_CI)
    inner.makepyfile(MISSING)
    outcome = inner.runpytest_inprocess(*OPTIONS)
    assert outcome.ret == pytest.ExitCode.TESTS_FAILED


def test_a_run_shared_out_over_processes_says_the_same(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", IN_CI)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    inner.makepyfile(test_story=STORY.format(second=True), test_missing=MISSING)
    outcome = inner.runpytest_subprocess(*OPTIONS, "-n", "2")
    outcome.stdout.fnmatch_lines_random(
        ["story: 2 green, 1 wait: A5 vaults", "not run: PostgreSQL (no server here)"]
    )
    outcome.stdout.fnmatch_lines(["*3 passed, 1 skipped*"])
    assert outcome.ret == pytest.ExitCode.TESTS_FAILED
