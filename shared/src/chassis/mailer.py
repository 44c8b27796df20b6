"""Send the mail that waits: by SMTP, or as files into a folder where there is no mail server."""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from threading import Event
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask_babel import Babel, force_locale
from sqlalchemy.orm import Session

from chassis import catalogues, mail
from chassis.clock import Clock
from chassis.db import Database
from chassis.mail import Due, Texts
from chassis.service import Service
from chassis.settings import Settings

AT_ONCE = 20
WAIT_SECONDS = 2.0
TIMEOUT_SECONDS = 20.0
SUBMISSION_PORT = 587
PATIENCE_SECONDS = AT_ONCE * TIMEOUT_SECONDS + 60.0
"""Longer than sending all that was taken can last; then somebody else may try."""
STEPS_SECONDS = (60.0, 300.0, 1800.0, 7200.0, 21600.0, 86400.0, 86400.0)
"""How long to wait after each try in vain; after the last one it is given up."""
PERMANENT = 500
"""An SMTP answer of this or more about an address will be the same tomorrow."""


@dataclass(frozen=True)
class Trouble:
    """Why a mail did not go out, without its address; `is_final` says that trying is useless."""

    words: str
    is_final: bool = False


_ADDRESS = re.compile(r"""([^\s@"(),:;<>\[\]\\]+)@([\w.-]+)""")
Letter = tuple[Due, EmailMessage]


class Carrier(Protocol):
    """What takes mails away."""

    def carry(self, letters: Sequence[Letter]) -> Iterator[tuple[Due, Trouble | None]]:
        """Send letters; yield each with what went wrong."""


class Folder:
    """Puts each mail as a file into a folder, for whoever hands them on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, letters: Sequence[Letter]) -> Iterator[tuple[Due, Trouble | None]]:
        """Write each whole or not at all; the same mail again is the same file."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for due, message in letters:
            fresh = self._folder / f"{due.id}.new"
            with open(fresh, "wb", opener=_private) as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._folder / f"{due.id}.eml")
            yield due, None


class Smtp:
    """Hands mails to a mail server: `smtps://name:word@host`, or `smtp://` with STARTTLS.

    Only on this machine is an `smtp://` server spoken to in the clear.
    """

    def __init__(self, url: str, *, trusts: ssl.SSLContext | None = None) -> None:
        self._parts = urlsplit(url)
        self._trusts = trusts or ssl.create_default_context()

    def carry(self, letters: Sequence[Letter]) -> Iterator[tuple[Due, Trouble | None]]:
        """Send all over one connection; where that fails, all that are left wait."""
        left = list(letters)
        try:
            with self._connection() as server:
                while left:
                    trouble = _hand_over(server, left[0][1])
                    yield left.pop(0)[0], trouble
        except (OSError, smtplib.SMTPException) as error:
            for due, _ in left:
                yield due, Trouble(_words(error))

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        with self._reached() as server:
            if self._parts.scheme == "smtp" and not is_near(self._parts.hostname or ""):
                server.starttls(context=self._trusts)
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
            yield server

    def _reached(self) -> smtplib.SMTP:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "smtps":
            port = port or smtplib.SMTP_SSL_PORT
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self._trusts)
        return smtplib.SMTP(host, port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)


class Mailer:
    """What sends one service's mail."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        app: Flask,
        texts: Texts,
        key: bytes,
        carrier: Carrier,
        sender: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._app = app
        self._texts = texts
        self._key = key
        self._carrier = carrier
        self._sender = sender

    def step(self, stop: Event) -> None:
        """Send what is due, or wait a moment when nothing is."""
        with self._database.write() as session:
            taken = mail.take_due(session, self._key, AT_ONCE, PATIENCE_SECONDS)
        if not taken:
            stop.wait(WAIT_SECONDS)
            return
        letters = []
        for due in taken:
            try:
                letters.append((due, self._written(due)))
            except ValueError:
                with self._database.write() as session:
                    self._note(session, due, Trouble("the address cannot be written", True))
        for due, trouble in self._carrier.carry(letters):
            with self._database.write() as session:
                self._note(session, due, trouble)

    def _note(self, session: Session, due: Due, trouble: Trouble | None) -> None:
        now = self._clock.now()
        if trouble is None:
            mail.note_sent(session, due.id, now)
        elif trouble.is_final or due.attempts > len(STEPS_SECONDS):
            mail.note_failed(session, due.id, trouble.words, now)
        else:
            mail.note_later(session, due.id, trouble.words, STEPS_SECONDS[due.attempts - 1])

    def _written(self, due: Due) -> EmailMessage:
        lang = due.lang if due.lang in catalogues.PUBLIC else catalogues.ENGLISH
        with self._app.app_context(), force_locale(lang):
            text = self._texts[due.kind]()
            subject, body = str(text.subject), str(text.body)
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = _addressed(due.to)
        message["Subject"] = subject
        message["Date"] = format_datetime(due.made_at)
        # The same at each try, so that a server which got it twice can keep one.
        message["Message-ID"] = f"<{due.id}@{self._sender.rpartition('@')[2].rstrip('>')}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = lang
        message.set_content(body.replace("%(link)s", due.link))
        return message


def carrier_of(settings: Settings) -> Carrier:
    """Return what takes this deployment's mail away."""
    return Smtp(settings.mail_url) if settings.mail_url else Folder(settings.data / "mail")


def mailer_of(
    service: Service, settings: Settings, database: Database, clock: Clock, pages_key: bytes
) -> Mailer | None:
    """Return what sends a service's mail; None for one that sends none."""
    if not service.mails:
        return None
    app = Flask(service.name, static_folder=None)
    Babel(app)
    catalogues.install(app, service.translations)
    return Mailer(
        database,
        clock,
        app=app,
        texts=service.mails,
        key=mail.key_of(pages_key),
        carrier=carrier_of(settings),
        sender=settings.mail_from,
    )


def is_near(host: str) -> bool:
    """Say whether a mail server is on this machine."""
    return host in ("localhost", "127.0.0.1", "::1")


def _addressed(text: str) -> Address:
    """Return an address of which no part can become another header or a second recipient.

    Raises:
        ValueError: it is none.

    """
    found = _ADDRESS.fullmatch(text)
    if found is None or "=?" in text:
        raise ValueError("not an address")
    return Address(username=found[1], domain=found[2])


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> Trouble | None:
    """Send one mail; a refusal of this one leaves the connection good for the next."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=PERMANENT)
        server.rset()
        return Trouble(f"the mail server refused the address ({code})", code >= PERMANENT)
    except smtplib.SMTPNotSupportedError:
        return Trouble("the mail server takes no address of that script", True)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        server.rset()
        return Trouble(f"the mail server refused the mail ({error.smtp_code})")
    return None


def _words(error: Exception) -> str:
    """Say what happened without repeating what was sent: an answer may quote the address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    return f"the mail server cannot be reached ({type(error).__name__})"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
