"""The commands that look after events, over a deployment's own databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, insert, select

from allinone.compose import SERVICES, Deployment
from allinone.demo import DEMO_CONFIG
from allinone.events_commands import events
from allinone.setup_commands import set_up_deployment
from chassis import audit as chain
from chassis.bus.feed import LocalFeed
from chassis.bus.pull import pullers, settle
from chassis.bus.wake import wake_of
from chassis.ids import new_id
from chassis.settings import Settings
from chassis.tables import inbox
from contracts.registry import PartnerChanged


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Deployment]:
    """A deployment just set up: registry told of its partner, and training took that in."""
    made = Deployment(Settings(data=tmp_path))
    content = {**DEMO_CONFIG, "public_url": made.settings.public_url}
    set_up_deployment(made, content, made.clock.now())
    registry = made.database("registry")
    feeds = {"registry": LocalFeed(registry, wake_of(registry))}
    settle(pullers(made.database("training"), feeds, SERVICES["training"].subscriptions))
    yield made
    made.dispose()


def call(deployment: Deployment, *words: str) -> Result:
    return CliRunner().invoke(events, words, obj=deployment)


def document(deployment: Deployment, *words: str) -> Any:
    answer = call(deployment, *words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_the_status_says_who_told_what_and_who_is_behind(told: Deployment) -> None:
    figures = {each["service"]: each for each in document(told, "status")}
    taken = figures["training"]["inbox"]["applied"]
    assert figures["registry"]["facts"] >= taken >= 1
    assert [lag["behind"] for lag in figures["training"]["lags"]] == [0]
    assert all(lag["behind"] >= 1 for lag in figures["reports"]["lags"])
    assert f"training: 0 told, {taken} applied" in call(told, "status").output


def test_an_audit_without_fault_ends_with_zero(told: Deployment) -> None:
    found = document(told, "audit")
    assert (found["missing"], found["twice"], found["stale"]) == (0, 0, 0)
    assert "missing:0 twice:0" in call(told, "audit").output


def test_an_audit_that_misses_a_fact_names_it_and_ends_with_one(told: Deployment) -> None:
    with told.database("training").write() as session:
        lost = session.scalars(select(inbox.c.event_id)).first()
        session.execute(delete(inbox))
    answer = call(told, "audit")
    assert answer.exit_code == 1
    assert f"missing {lost}" in answer.output


@pytest.fixture
def dead(told: Deployment) -> str:
    """A dead fact in training; its id."""
    identifier = str(new_id())
    row = {
        "event_id": identifier,
        "source": "registry",
        "type": PartnerChanged.type,
        "state": "dead",
        "attempts": 8,
        "reason": "no_partner: There is no such partner.",
        "stack": "in handle",
        "body": b"{}",
    }
    with told.database("training").write() as session:
        session.execute(insert(inbox).values(row))
    return identifier


def test_no_dead_facts_are_an_empty_list(told: Deployment) -> None:
    assert document(told, "dead", "list") == []
    assert call(told, "dead", "list").output == ""


def test_a_dead_fact_is_listed_and_shown_with_its_stack(told: Deployment, dead: str) -> None:
    [row] = document(told, "dead", "list")
    assert (row["service"], row["id"]) == ("training", dead)
    assert dead in call(told, "dead", "list").output
    shown = document(told, "dead", "show", "training", dead)
    assert (shown["stack"], shown["body"]) == ("in handle", "{}")


@pytest.mark.parametrize(
    ("words", "state", "deed"),
    [
        (["retry"], "waiting", "event.retried"),
        (["discard", "--why", "told by mistake"], "discarded", "event.discarded"),
    ],
)
def test_what_is_done_with_a_dead_fact_is_on_record(
    told: Deployment, dead: str, words: list[str], state: str, deed: str
) -> None:
    answer = call(told, "dead", words[0], "training", dead, *words[1:])
    assert answer.exit_code == 0, answer.output
    with told.database("training").read() as session:
        wanted = select(inbox.c.state).where(inbox.c.event_id == dead)
        assert session.scalar(wanted) == state
        [row] = chain.history(session, dead)
        assert row.what == deed
