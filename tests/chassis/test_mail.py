"""Mail: sealed until it is sent, by a real mail server or into a folder, and what fails is seen."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask
from flask_babel import Babel
from sqlalchemy import MetaData, update
from sqlalchemy.orm import Session

from chassis import mail, mailer
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.ids import new_id
from chassis.mail import Text
from chassis.mailer import Carrier, Folder, Mailer, Smtp
from chassis.settings import SettingsFault, read_settings
from tests.certificates import Authority
from tests.servers import free_port

KEY = b"p" * 32
SENDER = "ciss@example.org"
LINK = "https://ciss.example.org/registry/resets/secret"
TEXTS = {"hello": lambda: Text("A greeting", "Hello.\n\n%(link)s\n\nGood bye.")}


@dataclass
class Box:
    """What a mail server has taken, and what it says to whom."""

    taken: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What it answers to an address; 250 to all others."""
    data_answer: str | None = None

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - theirs too
        if self.data_answer:
            return self.data_answer
        self.taken.append(envelope.content)
        return "250 OK"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=default) for each in self.taken]


@pytest.fixture
def metadata(database: Database) -> MetaData:
    made = MetaData()
    mail.adopt(made)
    made.create_all(database.engine)
    return made


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    """A mail server on this machine."""
    made = Controller(box, hostname="127.0.0.1", port=free_port())
    made.start()
    yield made
    made.stop()


@dataclass
class Office:
    """A service that sends mail."""

    database: Database
    clock: StillClock
    carrier: Carrier

    def put(self, to: str = "ana@example.org", lang: str = "en") -> UUID:
        with self.database.write() as session:
            return self.put_in(session, to, lang)

    def put_in(self, session: Session, to: str, lang: str = "en") -> UUID:
        now = self.clock.now()
        return mail.put(
            session, KEY, kind="hello", lang=lang, to=to, link=LINK, about=new_id(), now=now
        )

    def step(self) -> None:
        app = Flask("office")
        Babel(app)
        stop = threading.Event()
        stop.set()
        Mailer(
            self.database,
            self.clock,
            app=app,
            texts=TEXTS,
            key=mail.key_of(KEY),
            carrier=self.carrier,
            sender=SENDER,
        ).step(stop)

    def rows(self) -> list[Any]:
        with self.database.read() as session:
            return list(session.execute(mail.mail.select().order_by(mail.mail.c.id)))

    def time_passes(self) -> None:
        """Let every mail be due again."""
        with self.database.write() as session:
            due = database_now(-1)
            session.execute(
                update(mail.mail).values(next_at=due).where(mail.mail.c.state == "waiting")
            )


@pytest.fixture
def office(
    database: Database, clock: StillClock, metadata: MetaData, server: Controller
) -> Office:  # the tables must be there
    del metadata
    return Office(database, clock, Smtp(f"smtp://127.0.0.1:{server.port}"))


def test_a_mail_arrives_with_its_link_and_is_then_known_by_nothing(
    office: Office, box: Box
) -> None:
    identifier = office.put()
    office.step()
    [letter] = box.letters
    assert letter["To"] == "ana@example.org"
    assert letter["From"] == SENDER
    assert letter["Subject"] == "A greeting"
    assert letter["Message-ID"] == f"<{identifier}@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().splitlines() == f"Hello.\n\n{LINK}\n\nGood bye.".splitlines()
    [row] = office.rows()
    assert (row.state, row.sealed, row.problem) == ("sent", None, None)


def test_what_waits_cannot_be_read_in_the_database(office: Office) -> None:
    office.put()
    [row] = office.rows()
    assert b"ana" not in row.sealed
    assert b"secret" not in row.sealed


def test_a_mail_of_a_transaction_that_failed_is_never_sent(office: Office, box: Box) -> None:
    def fail() -> None:
        with office.database.write() as session:
            office.put_in(session, "ana@example.org")
            raise RuntimeError("the power is cut")

    with pytest.raises(RuntimeError):
        fail()
    office.step()
    assert not box.taken


def test_an_address_that_is_refused_for_good_fails_and_the_others_arrive(
    office: Office, box: Box
) -> None:
    box.answers["gone@example.org"] = "550 no such user gone@example.org"
    office.put("gone@example.org")
    office.put("ana@example.org")
    office.step()
    failed, sent = office.rows()
    assert (failed.state, sent.state) == ("failed", "sent")
    assert failed.problem == "the mail server refused the address (550)"
    assert failed.sealed is None
    with office.database.read() as session:
        assert [row.id for row in mail.undelivered(session, 10)] == [failed.id]
        assert mail.count_by_state(session) == {"waiting": 0, "sent": 1, "failed": 1}
        assert mail.states_about(session, [failed.about, sent.about]) == {
            failed.about: "failed",
            sent.about: "sent",
        }


@pytest.mark.parametrize(
    "to",
    [
        "a:;@example.org",
        "a@[.org",
        "=?utf-8?q?a=0d=0aBcc=3ab?=@example.org",
        "a,b@example.org",
        "(@example.org",
    ],
)
def test_an_address_that_is_none_keeps_nobody_else_waiting(
    office: Office, box: Box, to: str
) -> None:
    office.put(to, "sr-Latn")
    office.put("ana@example.org", "zz")
    office.step()
    assert [letter["To"] for letter in box.letters if "ana" in letter["To"]] == ["ana@example.org"]
    assert sorted(row.state for row in office.rows()) == ["failed", "sent"]
    assert not [letter for letter in box.letters if letter["Bcc"]]


def test_a_refusal_for_now_is_tried_again(office: Office, box: Box) -> None:
    box.answers["ana@example.org"] = "451 try again later"
    office.put()
    office.step()
    [row] = office.rows()
    assert (row.state, row.attempts) == ("waiting", 1)
    office.step()
    assert office.rows()[0].attempts == 1, "it was not due yet"
    box.answers.clear()
    office.time_passes()
    office.step()
    assert office.rows()[0].state == "sent"


def test_a_server_that_is_away_loses_nothing_and_is_said(office: Office, box: Box) -> None:
    away = Office(office.database, office.clock, Smtp(f"smtp://127.0.0.1:{free_port()}"))
    office.put()
    office.put("ion@example.org")
    away.step()
    assert {row.state for row in office.rows()} == {"waiting"}
    assert {row.problem for row in office.rows()} == {
        "the mail server cannot be reached (ConnectionRefusedError)"
    }
    office.time_passes()
    office.step()
    assert len(box.taken) == 2


def test_a_mail_refused_again_and_again_is_given_up(office: Office, box: Box) -> None:
    box.data_answer = "554 we do not want this"
    office.put()
    for _ in range(len(mailer.STEPS_SECONDS) + 1):
        office.step()
        office.time_passes()
    [row] = office.rows()
    assert (row.state, row.problem) == ("failed", "the mail server refused the mail (554)")


def test_two_senders_send_each_mail_once(office: Office, box: Box) -> None:
    for number in range(30):
        office.put(f"person{number}@example.org")
    threads = [threading.Thread(target=office.step) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(box.taken) == len({letter["Message-ID"] for letter in box.letters}) == 30


def test_a_sender_that_died_leaves_its_mail_to_others(office: Office, box: Box) -> None:
    office.put()
    with office.database.write() as session:
        assert len(mail.take_due(session, mail.key_of(KEY), 10, 300.0)) == 1
    office.step()
    assert not box.taken
    office.time_passes()
    office.step()
    assert len(box.taken) == 1


def test_without_a_server_mail_is_a_file_for_its_owner_only(office: Office, tmp_path: Path) -> None:
    spool = Office(office.database, office.clock, Folder(tmp_path / "mail"))
    identifier = spool.put()
    spool.step()
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == f"{identifier}.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert LINK in file.read_text()


# The server counts only TLS that was begun in the middle.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_name_and_word_go_over_tls_only(office: Office, box: Box, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    asked: list[tuple[bytes, bytes]] = []

    def judge(_server: Any, _session: Any, _envelope: Any, _way: str, shown: Any) -> AuthResult:
        asked.append((shown.login, shown.password))
        return AuthResult(success=shown.password == b"pass/word")

    made = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=authority.context("localhost"),
        authenticator=judge,
        auth_required=True,
        auth_require_tls=False,
    )
    made.start()
    try:
        trusts = ssl.create_default_context(cafile=str(authority.path))
        url = f"smtps://ciss:pass%2Fword@localhost:{made.port}"
        good = Office(office.database, office.clock, Smtp(url, trusts=trusts))
        good.put()
        good.step()
        assert office.rows()[0].state == "sent"
        assert asked == [(b"ciss", b"pass/word")]
        good.put()
        Office(office.database, office.clock, Smtp(url)).step()
        assert "SSLCertVerificationError" in office.rows()[1].problem
    finally:
        made.stop()


def test_a_server_elsewhere_is_not_spoken_to_in_the_clear(
    office: Office, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer, "is_near", lambda _host: False)
    office.put()
    office.step()
    assert not box.taken
    [row] = office.rows()
    assert row.state == "waiting"


def test_old_mail_is_forgotten(office: Office, clock: StillClock) -> None:
    office.put()
    office.step()
    with office.database.write() as session:
        mail.forget_old(session, clock.now())
        assert mail.count_by_state(session)["sent"] == 1
        mail.forget_old(session, clock.now() + 2 * mail.KEPT)
        assert mail.count_by_state(session)["sent"] == 0


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"CISS_MAIL_URL": "http://host"}, "CISS_MAIL_URL"),
        ({"CISS_MAIL_URL": "smtp://host"}, "CISS_MAIL_FROM"),
        ({"CISS_MAIL_FROM": "nobody"}, "CISS_MAIL_FROM"),
    ],
)
def test_settings_that_make_no_sense_are_named(told: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsFault, match=word):
        read_settings(told)
