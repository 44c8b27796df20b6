"""The commands that bring a broker to its shape: what they say, and what they say is wrong."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from allinone.deployment import Deployment
from allinone.events_commands import events
from chassis.errors import DomainError
from tests.brokers import Broker
from tests.servers import free_port


@pytest.fixture
def shaped(deployment: Deployment, broker: Broker, vhost: str) -> Iterator[Deployment]:
    made = at(deployment, vhost, broker.admin)
    yield made
    made.dispose()


def at(deployment: Deployment, url: str | None, admin_url: str | None) -> Deployment:
    """Return the same deployment with its broker elsewhere."""
    return Deployment(replace(deployment.settings, amqp_url=url, amqp_admin_url=admin_url))


def call(deployment: Deployment, word: str) -> Result:
    return CliRunner().invoke(events, ["topology", word], obj=deployment)


def complaint(deployment: Deployment, word: str = "plan") -> str:
    error = call(deployment, word).exception
    assert isinstance(error, DomainError), error
    return error.detail


def test_an_empty_broker_is_told_with_what_to_type_and_then_what_was_made(
    shaped: Deployment,
) -> None:
    for word, code in (("verify", 1), ("plan", 0)):
        answer = call(shaped, word)
        lines = answer.output.splitlines()
        assert (answer.exit_code, lines[-1]) == (code, "Type: ciss events topology apply")
        assert "make: queue svc.training" in lines
    made, all_well = call(shaped, "apply").output.splitlines()
    assert made.startswith("Made: exchanges 5, queues 9, bindings ")
    for word in ("apply", "verify", "plan"):
        assert call(shaped, word).output.splitlines() == [all_well]


def test_a_wrong_password_names_the_setting_it_is_in(
    deployment: Deployment, broker: Broker, vhost: str
) -> None:
    wrong = broker.admin.replace("guest:guest@", "guest:sesame@")
    said = complaint(at(deployment, vhost, wrong))
    assert said.startswith("The broker's management interface refuses the name or the password")
    assert said.endswith("See CISS_AMQP_ADMIN_URL.")
    said = complaint(at(deployment, vhost.replace("guest:guest@", "guest:sesame@"), broker.admin))
    assert said.endswith("See CISS_AMQP_URL.")


@pytest.mark.parametrize("word", ["plan", "verify", "apply"])
def test_a_virtual_host_that_is_not_there_is_said(
    deployment: Deployment, broker: Broker, vhost: str, word: str
) -> None:
    elsewhere = f"{vhost.rpartition('/')[0]}/nowhere"
    said = complaint(at(deployment, elsewhere, broker.admin), word)
    assert said.startswith("The broker has no such virtual host")
    assert "{" not in said


def test_each_door_that_is_closed_is_named(
    deployment: Deployment, broker: Broker, vhost: str
) -> None:
    nobody = free_port()
    said = complaint(at(deployment, f"amqp://guest:guest@127.0.0.1:{nobody}/", broker.admin))
    assert said.startswith("The broker does not answer")
    said = complaint(at(deployment, vhost, f"http://guest:guest@127.0.0.1:{nobody}"))
    assert said.startswith("The broker's management interface does not answer")
    said = complaint(at(deployment, vhost, broker.admin + "/elsewhere"))
    assert said.endswith("See CISS_AMQP_ADMIN_URL.")


def test_the_setting_that_is_missing_is_named(deployment: Deployment) -> None:
    assert complaint(deployment).endswith("Not set: CISS_AMQP_URL and CISS_AMQP_ADMIN_URL.")
    half = at(deployment, "amqp://guest:guest@127.0.0.1:1/", None)
    assert complaint(half).endswith("Not set: CISS_AMQP_ADMIN_URL.")
