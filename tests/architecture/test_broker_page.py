"""The page on brokers names commands, settings, roles and paths as they are."""

import re

import click
import pytest

from allinone.compose import FIRST_SEGMENTS, SERVICES
from allinone.events_commands import events
from chassis.bus.events import Tier
from chassis.bus.topology import Topology, exchange_of
from chassis.settings import read_settings
from chassis.worker import ROLES
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs/broker.md").read_text(encoding="utf-8")
PROXIED = dict(re.findall(r"location (\S+) +{ proxy_pass http://127\.0\.0\.1:(\d+); }", PAGE))
PORTS = dict(re.findall(r"CISS_PORT=(\d+) python -m (\w+) web", PAGE))


@pytest.mark.parametrize("words", re.findall(r"ciss events ((?:[a-z]+ ?)+)", PAGE))
def test_every_command_it_names_exists(words: str) -> None:
    command: click.Command = events
    for word in words.split():
        assert isinstance(command, click.Group)
        command = command.commands[word]


def test_the_settings_it_shows_can_be_read() -> None:
    found = dict(re.findall(r"^(CISS_[A-Z_]+)=(\S+)$", PAGE, re.MULTILINE))
    del found["CISS_SERVICE_KEY_FILE"]
    settings = read_settings(found)
    assert set(settings.feed_urls) == set(SERVICES)
    assert all(url.rpartition(":")[2] in PORTS for url in settings.feed_urls.values())
    assert settings.amqp_url


def test_each_part_is_started_once_and_each_role_explained() -> None:
    assert set(PORTS.values()) == set(SERVICES)
    assert set(re.findall(r"python -m (\w+) worker", PAGE)) == set(SERVICES)
    assert set(re.findall(r"python -m (\w+) migrate", PAGE)) == set(SERVICES)
    assert set(re.findall(r"^\| `([a-z]+)` \| ", PAGE, re.MULTILINE)) == set(ROLES)


def test_the_proxy_leads_each_path_to_the_service_that_answers_it() -> None:
    led = {path.strip("/"): PORTS[port] for path, port in PROXIED.items()}
    assert led.pop("") == "registry", "which answers all others"
    assert led == {path: name for path, name in FIRST_SEGMENTS.items() if name != "registry"}


def test_the_exchanges_and_the_rule_for_integrators_are_ours() -> None:
    named = set(re.findall(r"^ *\| `(ciss\.[a-z]+)` \|", PAGE, re.MULTILINE))
    assert named == {exchange_of(tier) for tier in Tier}
    [rule] = [each for each in Topology({}).policies() if each.name == "ciss-integrators"]
    assert re.search(rule.pattern, "int.acme.certs")
    assert rule.definition["max-length-bytes"] == 2**30
