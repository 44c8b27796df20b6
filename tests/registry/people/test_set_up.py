"""A deployment is set up once, from a file whose every fault is named."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from allinone.registry_commands import registry
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import Invalid, Refused
from chassis.tables import audit, outbox
from registry.founding.actions import invite_hq, set_up
from registry.partners import queries as partners
from registry.people.formats import read_config
from tests.registry.front_door import PASSWORD, R


@dataclass(frozen=True)
class Console:
    """A deployment, as far as the command asks it."""

    registry: Database
    clock: StillClock

    def database(self, _service: str) -> Database:
        return self.registry

    def check_set_up(self) -> None:
        pass


CONFIG: dict[str, Any] = {
    "partner": {
        "code": "md",
        "name": "Child Safety Moldova",
        "countries": ["MD"],
        "langs": ["ro", "ru"],
        "tz": "Europe/Chisinau",
    },
    "prefixes": {"certificate": "SIS", "sticker": "SIV"},
    "public_url": "http://127.0.0.1:8080/",
    "people": [{"login": "Ops", "role": "ops"}, {"login": "coo", "role": "coordinator"}],
}


def with_part(path: str, value: object) -> dict[str, Any]:
    copy: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(CONFIG))
    *way, last = path.split(".")
    inner: Any = copy
    for step in way:
        inner = inner[int(step) if step.isdecimal() else step]
    inner[int(last) if last.isdecimal() else last] = value
    return copy


def test_set_up_makes_the_partner_and_the_first_links(
    bare_registry: Flask, database: Database, clock: StillClock
) -> None:
    with database.write() as session:
        links = set_up(session, read_config(CONFIG), clock.now())
    assert [link.role for link in links] == ["ops", "coordinator"]
    client = bare_registry.test_client(use_cookies=False)
    for link in links:
        assert link.url.startswith("http://127.0.0.1:8080/registry/invitations/")
        answer = client.post(
            f"{R}/invitations/{link.url.rpartition('/')[2]}/acceptance",
            json={"display_name": "Ana", "lang": "ro", "password": PASSWORD},
        )
        assert answer.status_code == 201
        assert len((answer.json or {})["one_time_codes"]) == 20


def test_set_up_tells_the_other_services(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        set_up(session, read_config(CONFIG), clock.now())
    with database.read() as session:
        partner = partners.first(session)
        assert partner is not None
        row = session.execute(select(outbox)).one()
        assert session.scalars(select(audit.c.what).order_by(audit.c.no)).first() == (
            "partner.changed"
        )
    body = msgspec.json.decode(row.body)
    assert (row.type, row.tier) == ("registry.partner.changed.v1", "partner")
    assert body["subject"] == str(partner.id)
    assert body["data"]["tz"] == "Europe/Chisinau"
    assert body["data"]["countries"] == ["MD"]


def test_set_up_is_done_once(database: Database, clock: StillClock) -> None:
    for expected in (True, False):
        with database.write() as session:
            if expected:
                set_up(session, read_config(CONFIG), clock.now())
            else:
                with pytest.raises(Refused, match="already set up"):
                    set_up(session, read_config(CONFIG), clock.now())


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read_config({"partner": {"code": "Md!", "tz": "Mars/Base"}, "people": []})
    assert set(caught.value.errors) == {
        "partner.code",
        "partner.name",
        "partner.countries",
        "partner.langs",
        "partner.tz",
        "prefixes",
        "public_url",
        "people",
    }


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("partner.code", "MD", "partner.code"),
        ("partner.code", "md\n", "partner.code"),
        ("partner.countries", ["XX"], "partner.countries.0"),
        ("partner.countries", "MD", "partner.countries"),
        ("partner.langs", ["romanian language"], "partner.langs.0"),
        ("partner.extra", 1, "partner.extra"),
        ("prefixes.sticker", "si", "prefixes.sticker"),
        ("prefixes.certificate", "SIS1", "prefixes.certificate"),
        ("prefixes.certificate", "ABCDEFG", "prefixes.certificate"),
        ("public_url", "ciss.example.org", "public_url"),
        ("public_url", "https://ciss.example.org/path", "public_url"),
        ("people.0.role", "hq", "people.0.role"),
        ("people.0.login", "two words", "people.0.login"),
        ("people.0", "ops", "people.0"),
    ],
)
def test_a_fault_is_named_where_it_is(path: str, value: object, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_config(with_part(path, value))
    assert list(caught.value.errors) == [field]


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_something_else_than_a_file_of_names_is_refused(document: object) -> None:
    with pytest.raises(Invalid):
        read_config(document)


def test_the_console_invites_the_international_office(
    database: Database, clock: StillClock
) -> None:
    with database.write() as session, pytest.raises(Refused, match="Set this deployment up"):
        invite_hq(session, "boss", clock.now())
    with database.write() as session:
        set_up(session, read_config(CONFIG), clock.now())
        assert invite_hq(session, "boss", clock.now()).role == "hq"
    with database.read() as session:
        last = session.execute(select(audit).order_by(audit.c.no.desc())).first()
    assert last is not None
    assert (last.who, last.role, last.what) == ("console", "hq", "role.offered")


def test_the_command_for_it_prints_the_link_alone(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        set_up(session, read_config(CONFIG), clock.now())
    done = CliRunner().invoke(registry, ["invite-hq", "boss"], obj=Console(database, clock))
    assert done.exit_code == 0
    assert done.stdout.startswith("http://127.0.0.1:8080/registry/invitations/")
    assert done.stdout.count("\n") == 1
    shown = CliRunner().invoke(
        registry, ["invite-hq", "boss2", "--json"], obj=Console(database, clock)
    )
    assert set(msgspec.json.decode(shown.stdout)) == {"role", "url"}
