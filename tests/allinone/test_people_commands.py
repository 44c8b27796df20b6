"""People looked after from the console."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import insert

from allinone.deployment import Deployment
from allinone.people_commands import people
from chassis import audit, seen
from registry.accounts import queries as accounts
from registry.people import actions
from registry.people.rules import NewPerson
from registry.roles import queries as roles
from registry.signins.actions import Desk
from registry.tokens.actions import Issuer

PASSWORD = "seven green apples"


def run(deployment: Deployment, *words: str) -> Any:
    return CliRunner().invoke(people, words, obj=deployment, standalone_mode=False)


def said(deployment: Deployment, *words: str) -> Any:
    answer = run(deployment, *words, "--json")
    assert answer.exception is None, answer.exception
    return json.loads(answer.stdout)


def come_in(deployment: Deployment, url: str) -> None:
    with deployment.database("registry").write() as session:
        actions.accept(
            session,
            url.rpartition("/")[2],
            NewPerson("Ana Rusu", "ro", PASSWORD),
            caller=None,
            now=deployment.clock.now(),
            pages_key=deployment.keyring.pages_key("registry"),
        )


@pytest.fixture
def trainer(deployment: Deployment) -> str:
    come_in(deployment, said(deployment, "invite", "ana", "trainer")["url"])
    return "ana"


def test_somebody_is_invited_to_any_role(deployment: Deployment) -> None:
    told = said(deployment, "invite", "boss", "hq")
    assert (told["login"], told["role"]) == ("boss", "hq")
    assert "/registry/invitations/" in told["url"]
    plain = run(deployment, "invite", "ops2", "ops")
    assert plain.stdout.strip().startswith("http")
    assert "works once" in plain.stderr


def test_a_place_that_is_not_there_is_named(deployment: Deployment) -> None:
    answer = run(deployment, "invite", "ana", "head", "--at", "nowhere")
    assert "There is no school nowhere" in str(answer.exception)
    assert said(deployment, "invite", "obs", "observer", "--at", "md")["role"] == "observer"
    refused = run(deployment, "invite", "ana", "head").exception
    assert refused.errors == {"scope.type": ["This role is held at: school."]}


def test_a_role_is_given_at_once(deployment: Deployment, trainer: str) -> None:
    assert run(deployment, "add", trainer, "coach").exception is None
    told = said(deployment, "roles", trainer)
    assert {(each["role"], each["state"]) for each in told["roles"]} == {
        ("trainer", "active"),
        ("coach", "active"),
    }
    plain = run(deployment, "roles", trainer).stdout
    assert "coach at partner" in plain
    assert "already" in str(run(deployment, "add", trainer, "coach").exception)
    assert "codes" in str(run(deployment, "add", trainer, "safeguarding").exception)
    assert "Nobody has this login" in str(run(deployment, "add", "nobody", "coach").exception)


def test_a_lost_password_is_renewed_by_a_link(deployment: Deployment, trainer: str) -> None:
    told = said(deployment, "reset", trainer.upper())
    assert told["login"] == trainer
    assert "/registry/resets/" in told["url"]
    assert "Nobody comes in as nobody" in str(run(deployment, "reset", "nobody").exception)


def test_somebody_is_forgotten_everywhere(deployment: Deployment, trainer: str) -> None:
    with deployment.database("registry").read() as session:
        user = accounts.of_login(session, trainer)
    now = deployment.clock.now()
    for name in ("training", "certification", "reports"):
        with deployment.database(name).write() as session:
            row = {"id": user.id, "login": trainer, "name": "Ana Rusu", "lang": "ro"}
            session.execute(insert(seen.person_seen).values(**row, issued_at=now))
    key = deployment.keyring.signing_key()
    desk = Desk(deployment.database("registry"), deployment.clock, Issuer(key, ""), b"p" * 32)
    grant = desk.sign_in(trainer, PASSWORD, None)
    assert run(deployment, "forget", trainer, "--yes").exception is None
    with pytest.raises(Exception, match="has ended"):
        desk.renew(str(grant.refresh_token))
    with deployment.database("registry").read() as session:
        blank = accounts.get(session, user.id)
        assert (blank.state, blank.display_name, blank.email) == ("closed", "", None)
        assert trainer not in blank.login
        assert not roles.held(session, user.id, now)
        assert audit.verify(session).is_whole
    for name in ("training", "certification", "reports"):
        with deployment.database(name).read() as session:
            assert not seen.names(session, [user.id])
    come_in(deployment, said(deployment, "invite", trainer, "trainer")["url"])


def test_nobody_is_forgotten_who_is_needed(deployment: Deployment) -> None:
    come_in(deployment, said(deployment, "invite", "ops1", "ops")["url"])
    answer = run(deployment, "forget", "ops1", "--yes")
    assert "Nobody else has this role" in str(answer.exception)
    assert said(deployment, "roles", "ops1")["state"] == "active"


def test_without_a_yes_nothing_is_done(deployment: Deployment, trainer: str) -> None:
    answer = CliRunner().invoke(people, ["forget", trainer], obj=deployment, input="n\n")
    assert answer.exit_code == 1
    assert said(deployment, "roles", trainer)["state"] == "active"
