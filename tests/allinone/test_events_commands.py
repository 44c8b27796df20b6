"""The commands that look after events, over a deployment's own databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, select, update

from allinone.compose import SERVICES
from allinone.deployment import Deployment, NotSetUp
from allinone.events_commands import events
from allinone.traffic_report import Report
from chassis import audit as chain
from chassis import lease
from chassis.bus import status
from chassis.bus.feed import LocalFeed
from chassis.bus.figures import Figures, Relay
from chassis.bus.lookout import Broker
from chassis.bus.pull import pullers, settle
from chassis.bus.status import ServiceStatus
from chassis.bus.verdict import ALL_IS_WELL
from chassis.bus.wake import wake_of
from chassis.errors import Invalid
from chassis.lease import RELAY
from chassis.settings import Settings
from chassis.tables import bus_applied, bus_cursor, inbox, outbox
from tests.allinone.schools import tell


@pytest.fixture
def told(deployment: Deployment) -> Deployment:
    """A deployment just set up: registry told of its partner, and training took that in."""
    registry = deployment.database("registry")
    feeds = {"registry": LocalFeed(registry, wake_of(registry))}
    settle(pullers(deployment.database("training"), feeds, SERVICES["training"].subscriptions))
    return deployment


def call(deployment: Deployment, *words: str) -> Result:
    return CliRunner().invoke(events, words, obj=deployment)


def document(deployment: Deployment, *words: str, code: int = 0) -> Any:
    answer = call(deployment, *words, "--json")
    assert answer.exit_code == code, answer.output
    return json.loads(answer.output)


def test_the_status_says_who_told_what_and_who_is_behind(told: Deployment) -> None:
    found = document(told, "status", code=1)
    figures = {each["service"]: each for each in found["services"]}
    taken = figures["training"]["taken_in"]
    assert figures["registry"]["told"] >= taken >= 1
    assert figures["training"]["behind"]["registry"]["facts"] == 0
    assert figures["reports"]["behind"]["registry"]["facts"] >= 1
    assert (found["broker"], figures["reports"]["ready"]) == ("none", None)
    lines = call(told, "status").output.splitlines()
    assert lines[0] == "Broker: none (CISS_AMQP_URL is not set)"
    assert lines[1].split()[:2] == ["told", "unsent"]
    [training] = [line.split() for line in lines if line.startswith("training")]
    assert training == ["training", "0", "0", "-", "-", str(taken), "0", "0", "-"]
    late = [line.split()[0] for line in lines if "has not taken in everything yet" in line]
    assert late == ["certification", "reports"], "every trouble is said, not the first alone"


def test_what_was_not_looked_for_is_not_called_well(
    told: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = {
        name: LocalFeed(told.database(name), wake_of(told.database(name))) for name in SERVICES
    }
    tell(told)
    for name in SERVICES:
        settle(pullers(told.database(name), feeds, SERVICES[name].subscriptions))
    well = document(told, "status")
    assert (well["verdict"], well["troubles"]) == (str(ALL_IS_WELL), [])
    assert call(told, "status").output.splitlines()[-1] == str(ALL_IS_WELL)
    monkeypatch.setattr(status, "_PAGE", 1)
    monkeypatch.setattr(status, "MOST_COMPARED", 1)
    with told.database("training").write() as session:
        session.execute(update(bus_cursor).values(position=0))
    found = document(told, "status", code=1)
    [training] = [each for each in found["services"] if each["service"] == "training"]
    assert training["behind"]["registry"]["is_at_least"]
    assert "has not looked for older ones" in found["verdict"]


def test_a_read_model_that_lacks_the_past_is_said_with_what_to_type(told: Deployment) -> None:
    with told.database("training").write() as session:
        session.execute(delete(bus_applied).where(bus_applied.c.projection == "partners"))
    found = document(told, "status", code=1)
    [training] = [each for each in found["services"] if each["service"] == "training"]
    assert training["unfilled"] == ["partners"]
    assert "Type: ciss events replay training --projection partners" in found["verdict"]
    assert call(told, "replay", "training", "--projection", "partners").exit_code == 0
    assert "read model" not in call(told, "status").output


def test_a_log_that_was_restored_is_said(told: Deployment) -> None:
    with told.database("registry").write() as session:
        session.execute(delete(outbox))
    found = document(told, "status", code=1)
    [training] = [each for each in found["services"] if each["service"] == "training"]
    assert training["behind"]["registry"]["is_ahead"]
    assert "The log of registry was restored" in found["verdict"]
    assert "registry restored" in call(told, "status").output


def test_a_database_that_does_not_answer_is_said(tmp_path: Path, told: Deployment) -> None:
    away = {"training": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    deployment = Deployment(Settings(data=tmp_path, database_urls=away))
    found = document(deployment, "status", code=1)
    assert {each["service"]: each["answers"] for each in found["services"]} == {
        "certification": True, "registry": True, "reports": True, "training": False,
    }  # fmt: skip
    assert found["verdict"] == "The database of training does not answer."
    assert "does not answer" in call(deployment, "status").output
    deployment.dispose()
    assert told.is_set_up


def test_a_broker_that_does_not_answer_is_said(tmp_path: Path, told: Deployment) -> None:
    deployment = Deployment(Settings(data=tmp_path, amqp_url="amqp://guest:guest@127.0.0.1:1/"))
    found = document(deployment, "status", code=1)
    assert found["broker"] == "away"
    assert "The broker does not answer" in found["verdict"]
    assert call(deployment, "status").output.startswith("Broker: does not answer")
    [registry] = [each for each in found["services"] if each["service"] == "registry"]
    assert registry["unsent"] == registry["told"] > 0
    assert registry["ready"] is None
    deployment.dispose()
    assert told.is_set_up


def test_a_broker_that_refuses_is_no_absent_one(
    tmp_path: Path, told: Deployment, vhost: str
) -> None:
    wrong = vhost.replace("guest:guest@", "guest:sesame@")
    deployment = Deployment(Settings(data=tmp_path, amqp_url=wrong))
    found = document(deployment, "status", code=1)
    assert found["broker"] == "refuses"
    assert found["verdict"].startswith("The broker refuses the name or the password")
    assert "sesame" not in found["verdict"]
    deployment.dispose()
    assert told.is_set_up


def test_a_shell_that_does_not_know_of_the_broker_in_use_is_told_so(told: Deployment) -> None:
    held = lease.take(told.database("registry"), RELAY, "the running program")
    assert held is not None
    lines = call(told, "status").output.splitlines()
    words = "Broker: none (CISS_AMQP_URL is not set; one is or was used by registry)"
    assert lines[0] == words
    assert any(line.startswith("A running program sends the facts of registry") for line in lines)
    lease.release(told.database("registry"), held)
    found = document(told, "status", code=1)
    assert found["broker_used_by"] == ["registry"]
    assert not any("A running program" in each for each in found["troubles"])
    alone = Report(
        [ServiceStatus("registry", own=Figures(relay=Relay(1, is_led=False, silent_seconds=None)))],
        Broker(),
    )
    assert alone.verdict() == ["All is well as far as the databases say; no broker was asked."]
    assert call(told, "status").output.splitlines()[0] == words


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    deployment = Deployment(Settings(data=tmp_path))
    answer = call(deployment, "status")
    assert isinstance(answer.exception, NotSetUp)


def test_an_audit_without_fault_ends_with_zero(told: Deployment) -> None:
    found = document(told, "audit")
    assert (found["missing"], found["stale"]) == (0, 0)
    assert "missing:0 stale:0" in call(told, "audit").output


def test_an_audit_that_misses_a_fact_names_it_and_ends_with_one(told: Deployment) -> None:
    with told.database("training").write() as session:
        lost = session.scalars(select(inbox.c.event_id)).first()
        session.execute(delete(inbox))
    answer = call(told, "audit")
    assert answer.exit_code == 1
    assert f"missing {lost}" in answer.output


def test_an_audit_names_who_cannot_be_asked_and_compares_the_others(
    tmp_path: Path, told: Deployment
) -> None:
    away = {"certification": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    deployment = Deployment(Settings(data=tmp_path, database_urls=away))
    answer = call(deployment, "audit")
    assert answer.exit_code == 1
    assert "registry to certification: one of the databases does not answer" in answer.output
    assert "registry to training: " in answer.output
    assert "missing:0 stale:0" in answer.output
    deployment.dispose()
    assert told.is_set_up


def test_a_log_is_read_again_when_an_operator_says_so(told: Deployment) -> None:
    training = told.database("training")
    answer = call(told, "reread", "training", "--source", "registry")
    assert answer.exit_code == 0, answer.output
    with training.read() as session:
        assert set(session.scalars(select(bus_cursor.c.position))) == {0}
        assert [row.what for row in chain.history(session, "registry")] == ["log.reread"]
    feeds = {"registry": LocalFeed(told.database("registry"), wake_of(told.database("registry")))}
    assert settle(pullers(training, feeds, SERVICES["training"].subscriptions)) > 0
    assert document(told, "audit")["missing"] == 0


def test_a_log_that_nobody_there_listens_to_is_not_read_again(told: Deployment) -> None:
    error = call(told, "reread", "reports", "--source", "training").exception
    assert isinstance(error, Invalid)
    assert error.detail == ("reports does not listen to training, but to: registry.")
