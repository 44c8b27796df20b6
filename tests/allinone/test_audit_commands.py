"""The record of who did what is checked, and a change in it is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from allinone.audit_commands import audit as commands
from allinone.compose import SERVICES
from allinone.demo import DEMO_CONFIG
from allinone.deployment import Deployment
from allinone.setup_commands import set_up_deployment
from chassis.settings import Settings
from chassis.tables import audit


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(Settings(data=tmp_path))
    content = {**DEMO_CONFIG, "public_url": made.settings.public_url}
    set_up_deployment(made, content, made.clock.now())
    yield made
    made.dispose()


def verify(deployment: Deployment, *words: str) -> Result:
    return CliRunner().invoke(commands, ["verify", *words], obj=deployment)


def test_all_records_are_checked_unless_some_are_named(deployment: Deployment) -> None:
    answer = verify(deployment, "--json")
    assert answer.exit_code == 0
    told: Any = json.loads(answer.output)
    assert set(told) == set(SERVICES)
    assert told["registry"]["rows"] > 0
    assert all(each["broken_at"] is None for each in told.values())
    named = verify(deployment, "training", "reports")
    assert (named.exit_code, len(named.output.splitlines())) == (0, 2)


def test_a_changed_row_is_found(deployment: Deployment) -> None:
    with deployment.database("registry").write() as session:
        session.execute(update(audit).where(audit.c.no == 2).values(who="somebody else"))
    answer = verify(deployment)
    assert answer.exit_code == 1
    assert "registry: row 2 is not as it was written." in answer.output
    assert json.loads(verify(deployment, "registry", "--json").output) == {
        "registry": {"rows": 2, "broken_at": 2}
    }
