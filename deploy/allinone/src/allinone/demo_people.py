"""How the invented people join, and what they hold then."""

import json
import os
from base64 import b32encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import UUID

import pyotp

from allinone.demo_parts import FILE, LANGUAGE, PASSWORD, parts
from allinone.deployment import Deployment
from chassis.auth import Actor, Role
from chassis.clock import Clock
from registry.accounts import queries as accounts
from registry.founding import actions as founding
from registry.people import actions as people
from registry.people.rules import Link, NewPerson
from registry.roles import queries as roles
from registry.roles.rules import Place
from registry.tokens.actions import Issuer, SignIn


@dataclass(frozen=True)
class Played:
    """Somebody who has joined; `secret` makes the codes, where the role asks for one."""

    login: str
    role: str
    secret: str | None
    actor: Actor


class Cast:
    """Those who have joined so far, by login; noted in a file as they come."""

    def __init__(self, deployment: Deployment, clock: Clock) -> None:
        self._deployment = deployment
        self._database = deployment.database("registry")
        self._clock = clock
        self._issuer = Issuer(deployment.keyring.signing_key(), deployment.settings.public_url)
        self._joined: dict[str, Played] = {}

    def __getitem__(self, login: str) -> Played:
        """Return somebody who has joined."""
        return self._joined[login]

    @staticmethod
    def of_place(place: str) -> list[str]:
        """Return the logins of those who join at such a place."""
        return [login for login, part in parts().items() if part.place == place]

    def invite(self, login: str, *, by: str, role: str, place: Place) -> Link:
        """Invite somebody; they may answer or not."""
        with self._database.write() as session:
            _, link = people.invite(
                session,
                self[by].actor,
                login=login,
                role=role,
                place=place,
                now=self._clock.now(),
            )
        return link

    def join(self, login: str, *, by: str, place: Place) -> Played:
        """Invite somebody and let them accept."""
        return self.accept(login, self.invite(login, by=by, role=parts()[login].role, place=place))

    def join_head_office(self, login: str) -> None:
        """Let the console invite somebody of the head office, and let them accept."""
        with self._database.write() as session:
            link = founding.invite_hq(session, login, self._clock.now())
        self.accept(login, link)

    def accept(self, login: str, link: Link) -> Played:
        """Open a link as its person, and note how to sign in from now on."""
        part = parts()[login]
        with self._database.write() as session:
            accepted = people.accept(
                session,
                link.url.rsplit("/", 1)[1],
                NewPerson(
                    display_name=part.name,
                    lang=LANGUAGE,
                    password=PASSWORD,
                    app_secret=_app_secret(login),
                ),
                caller=None,
                now=self._clock.now(),
                pages_key=self._deployment.keyring.pages_key("registry"),
            )
            held = accepted.membership
            role = Role(held.role, held.scope_type, held.scope_id)
            actor = Actor(
                id=str(accepted.user.id),
                sid="demo",
                login=login,
                name=part.name,
                lang=LANGUAGE,
                partner="md-demo",
                roles=(role,),
                issued_at=self._clock.now().timestamp(),
            )
        made = accepted.second_factor
        secret = pyotp.parse_uri(made.totp_uri).secret if made else None
        self._joined[login] = Played(login, held.role, secret, actor)
        self._note()
        return self._joined[login]

    def join_again(self, login: str, *, by: str, place: Place) -> None:
        """Invite somebody anew whose role has ended by its date, and let them accept."""
        part = parts()[login]
        link = self.invite(login, by=by, role=part.role, place=place)
        with self._database.write() as session:
            people.accept(
                session,
                link.url.rsplit("/", 1)[1],
                NewPerson(display_name=part.name, lang=LANGUAGE, password=PASSWORD),
                caller=self[login].actor,
                now=self._clock.now(),
                pages_key=self._deployment.keyring.pages_key("registry"),
            )

    def token(self, login: str) -> str:
        """Return a token of somebody for now, as if they had just signed in."""
        now = self._clock.now()
        with self._database.read() as session:
            user = accounts.get(session, UUID(self[login].actor.id))
            held = roles.held(session, user.id, now)
            shown = SignIn("demo", now)
            return self._issuer.access_token(user, shown, partner="md-demo", held=held, now=now)

    def _note(self) -> None:
        """Keep how to sign in, for this machine's owner only; the database shows no secret."""
        notes = [
            {name: value for name, value in asdict(each).items() if name != "actor"}
            for each in self._joined.values()
        ]
        path = self._deployment.settings.data / FILE
        with open(path, "w", encoding="utf-8", opener=_private) as file:
            json.dump(notes, file, indent=1)


def _app_secret(login: str) -> str:
    """Return the secret of somebody's code app: fixed, so that a phone learns it once."""
    return b32encode(sha256(f"practice {login}".encode()).digest()[:20]).decode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
