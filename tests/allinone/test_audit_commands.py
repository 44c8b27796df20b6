"""The record of who did what is checked, and a change in it is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, update

from allinone.audit_commands import audit as commands
from allinone.compose import SERVICES
from allinone.demo import DEMO_CONFIG
from allinone.deployment import Deployment
from allinone.setup_commands import set_up_deployment
from chassis import audit as chain
from chassis.chain import START
from chassis.settings import Settings
from chassis.tables import audit, audit_head


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(Settings(data=tmp_path))
    content = {**DEMO_CONFIG, "public_url": made.settings.public_url}
    set_up_deployment(made, content, made.clock.now())
    yield made
    made.dispose()


def change(deployment: Deployment, *deeds: Any, service: str = "training") -> None:
    with deployment.database(service).write() as session:
        for each in deeds:
            session.execute(each)


def fill(deployment: Deployment, number: int) -> None:
    deeds = [chain.Deed("u1", "thing.done", "s1")] * number
    with deployment.database("training").write() as session:
        chain.append_all(session, deeds, now=deployment.clock.now())


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
    assert (named.exit_code, len(named.output.splitlines())) == (0, 4)


def test_an_edited_row_is_named(deployment: Deployment) -> None:
    edit = update(audit).where(audit.c.no == 2).values(who="somebody else")
    change(deployment, edit, service="registry")
    answer = verify(deployment)
    assert answer.exit_code == 1
    assert "registry: row 2 was edited." in answer.output
    told: Any = json.loads(verify(deployment, "registry", "--json").output)
    assert told["registry"]["faults"] == [{"no": 2, "kind": "edited", "other": None}]
    assert told["registry"]["broken_at"] == 2


def test_removed_exchanged_and_added_rows_are_named(deployment: Deployment) -> None:
    fill(deployment, 9)
    change(
        deployment,
        delete(audit).where(audit.c.no.in_([2, 4, 5])),
        *(update(audit).where(audit.c.no == a).values(no=b) for a, b in [(7, 99), (8, 7), (99, 8)]),
        update(audit_head).values(no=audit_head.c.no - 1),
    )
    answer = verify(deployment, "training")
    assert answer.exit_code == 1
    for words in (
        "row 2 was removed.",
        "rows 4 to 5 were removed.",
        "row 7 is not in its place: it was written as row 8.",
        "row 9 was added.",
    ):
        assert f"training: {words}" in answer.output


def test_a_last_row_that_was_noted_must_still_stand(deployment: Deployment) -> None:
    fill(deployment, 3)
    told: Any = json.loads(verify(deployment, "training", "--json").output)
    noted = told["training"]["last"]
    assert noted in verify(deployment, "training").output
    fill(deployment, 1)
    assert verify(deployment, "training", "--since", noted).exit_code == 0
    change(deployment, delete(audit), update(audit_head).values(no=0, hash=START))
    assert verify(deployment, "training").exit_code == 0
    answer = verify(deployment, "training", "--since", noted)
    assert answer.exit_code == 1
    assert "training: row 3 is not the one that was noted, or is gone." in answer.output


@pytest.mark.parametrize("words", [["training", "--since", "3"], ["--since", f"3:{START}"]])
def test_a_note_that_cannot_be_compared_is_refused(
    deployment: Deployment, words: list[str]
) -> None:
    assert verify(deployment, *words).exit_code == 2
