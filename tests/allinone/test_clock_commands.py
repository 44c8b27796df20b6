"""The test clock is shown and moved."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from allinone.clock_commands import test as commands
from allinone.deployment import Deployment
from chassis.errors import Invalid
from chassis.settings import Settings


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment(Settings(data=tmp_path / "data", test_clock=tmp_path / "clock.json"))


def clock(deployment: Deployment, *words: str) -> str:
    answer = CliRunner().invoke(commands, ["clock", *words], obj=deployment, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def shown(deployment: Deployment) -> str:
    return str(json.loads(clock(deployment, "show", "--json"))["now"])


def test_the_clock_is_shown_with_its_seconds(deployment: Deployment) -> None:
    clock(deployment, "set", "2026-02-02T08:00+02:00")
    assert shown(deployment).startswith("2026-02-02T06:00:")
    clock(deployment, "advance", "30d")
    assert shown(deployment).startswith("2026-03-04T06:00:")


@pytest.mark.parametrize("words", [("set", "tomorrow"), ("advance", "a while")])
def test_what_is_no_time_is_refused_in_a_sentence(
    deployment: Deployment, words: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid, match="Write the"):
        clock(deployment, *words)
