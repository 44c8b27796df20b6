"""The command that gives past facts anew, over a deployment's own databases."""

import json
from dataclasses import replace

import pika
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, func, select

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.events_commands import events
from chassis import audit as chain
from chassis.bus.feed import LocalFeed
from chassis.bus.pull import pullers, settle
from chassis.bus.wake import wake_of
from chassis.db import Database
from chassis.errors import DomainError, Invalid, NotFound, Unavailable
from chassis.tables import inbox
from training.partners.model import Partner

USAGE = 2


@pytest.fixture
def training(deployment: Deployment) -> Database:
    """Training's database, after it took in what registry told."""
    registry = deployment.database("registry")
    feeds = {"registry": LocalFeed(registry, wake_of(registry))}
    settle(pullers(deployment.database("training"), feeds, SERVICES["training"].subscriptions))
    return deployment.database("training")


def call(deployment: Deployment, *words: str) -> Result:
    return CliRunner().invoke(events, ["replay", *words], obj=deployment)


def partners(training: Database) -> int:
    with training.read() as session:
        return session.scalar(select(func.count()).select_from(Partner)) or 0


def test_a_read_model_is_rebuilt_and_that_is_on_record(
    deployment: Deployment, training: Database
) -> None:
    with training.write() as session:
        session.execute(delete(Partner))
        taken = session.scalar(select(func.count()).select_from(inbox))
    answer = call(deployment, "training", "--projection", "partners")
    assert answer.exit_code == 0, answer.output
    assert (
        "1 facts given anew to partners of training, the newest of each thing; 0 left out."
        in answer.output
    )
    assert partners(training) == 1
    with training.read() as session:
        assert session.scalar(select(func.count()).select_from(inbox)) == taken
        [row] = chain.history(session, "partners")
        assert (row.what, row.why) == ("projection.replayed", "after 0")
    assert call(deployment, "training", "--projection", "partners").exit_code == 0
    assert partners(training) == 1


def test_a_handler_that_fails_ends_it_with_what_to_type(
    deployment: Deployment, training: Database
) -> None:
    with training.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE partner")
    answer = call(deployment, "training", "--projection", "partners")
    assert answer.exit_code == 1
    assert "ended at place 0" in answer.output
    assert "ciss events replay training --projection partners --after 0" in answer.output


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["training"],
        ["training", "--projection", "partners", "--type", "x"],
        ["--projection", "partners"],
        ["elsewhere", "--projection", "partners"],
        ["training", "--projection", "partners", "--after", "-1"],
        ["--to", "int.a.b", "--source", "registry"],
        ["--to", "int.a.b", "--after", "0"],
        ["training", "--to", "int.a.b", "--source", "registry", "--after", "0"],
        ["--to", "int.a.b", "--source", "registry", "--after", "0", "--tier", "internal"],
    ],
)
def test_what_makes_no_sense_is_refused_as_a_mistake_of_usage(
    deployment: Deployment, words: list[str]
) -> None:
    assert call(deployment, *words).exit_code == USAGE


def refusal(deployment: Deployment, *words: str) -> DomainError:
    error = call(deployment, *words).exception
    assert isinstance(error, DomainError)
    return error


def test_an_unknown_read_model_is_said_with_those_there_are(deployment: Deployment) -> None:
    said = refusal(deployment, "training", "--projection", "nothing")
    assert isinstance(said, Invalid)
    assert "partners, posts, reissues, schools" in said.detail
    assert "count twice" in said.detail


def test_without_a_broker_nothing_is_sent(deployment: Deployment) -> None:
    said = refusal(deployment, "--to", "int.a.b", "--source", "registry", "--after", "0")
    assert said.reason == "no_broker"


@pytest.fixture
def with_broker(deployment: Deployment, vhost: str) -> Deployment:
    return Deployment(replace(deployment.settings, amqp_url=vhost))


def test_an_integrator_gets_what_was_told(with_broker: Deployment, vhost: str) -> None:
    words = ["--to", "int.library.news", "--source", "registry", "--after", "0"]
    assert isinstance(refusal(with_broker, *words), NotFound)
    connection = pika.BlockingConnection(pika.URLParameters(vhost))
    channel = connection.channel()
    channel.queue_declare("int.library.news", durable=True)
    answer = call(with_broker, *words, "--tier", "partner")
    assert answer.exit_code == 0, answer.output
    _, properties, _ = channel.basic_get("int.library.news", auto_ack=True)
    connection.close()
    assert properties.headers["bus-replay"] is True
    assert "facts of registry sent to int.library.news; the last place is" in answer.output
    with with_broker.database("registry").read() as session:
        rows = chain.history(session, "int.library.news")
    assert [row.what for row in rows] == ["events.resent"]
    end = answer.output.split()[-1].rstrip(".")
    none = call(with_broker, *words[:-1], end)
    assert none.output == f"Nothing was sent: none of these facts follows place {end}.\n"
    beyond = refusal(with_broker, *words[:-1], str(int(end) + 1000))
    assert beyond.reason == "after_the_end"
    with_broker.dispose()


def test_what_is_sent_is_on_record_before_it_leaves(
    with_broker: Deployment, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(vhost))
    channel = connection.channel()
    channel.queue_declare("int.library.news", durable=True)
    words = ["--to", "int.library.news", "--source", "registry", "--after", "0"]
    mistyped = refusal(with_broker, *words, "--type", "registry.partner.chnged.v1")
    assert mistyped.reason == "unknown_type"
    assert "There is: registry.jurisdiction.published.v1." in mistyped.detail

    def lose(*_given: object) -> None:
        raise Unavailable("The broker is lost.")

    monkeypatch.setattr("chassis.bus.resend._publish", lose)
    assert isinstance(refusal(with_broker, *words, "--tier", "partner"), Unavailable)
    connection.close()
    with with_broker.database("registry").read() as session:
        assert [row.what for row in chain.history(session, "int.library.news")] == ["events.resent"]
    with_broker.dispose()


def test_the_status_shows_what_waits_in_the_queues(with_broker: Deployment, vhost: str) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(vhost))
    channel = connection.channel()
    channel.queue_declare("svc.training", durable=True)
    channel.confirm_delivery()
    channel.basic_publish("", "svc.training", b"{}")
    connection.close()
    found = json.loads(CliRunner().invoke(events, ["status", "--json"], obj=with_broker).output)
    assert found["broker"] == "answers"
    assert found["verdict"] == (
        "The broker has no queue svc.certification. Type: ciss events topology apply"
    )
    ready = {each["service"]: (each["ready"], each["consumers"]) for each in found["services"]}
    assert ready["training"] == (1, 0)
    assert ready["reports"] == (None, None)
    lines = CliRunner().invoke(events, ["status"], obj=with_broker).output.splitlines()
    training = next(line.split() for line in lines if line.startswith("training"))
    assert training[4] == "1"
    bare = [line for line in lines if line.startswith("The broker has no queue")]
    assert len(bare) == 3, "all that is wrong is said"
    with_broker.dispose()
