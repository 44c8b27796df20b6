"""Make clients, renew their secrets, end them, and let them in."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.errors import Refused, Unauthenticated, sentence
from registry.clients import queries, rules
from registry.clients.model import Client
from registry.clients.rules import State, Tier
from registry.doers.actions import Doer, note
from registry.partners import queries as partners
from registry.roles import actions as roles
from registry.tokens.actions import INTEGRATOR, Issuer


@dataclass(frozen=True)
class Secret:
    """A client and its new secret, which is told once."""

    client: Client
    client_secret: str

    @property
    def client_id(self) -> UUID:
        """Return the name that the client shows with its secret."""
        return self.client.id


def add(session: Session, *, name: str, tier: Tier, by: Doer) -> Secret:
    """Let a program of somebody else read events of a tier.

    Raises:
        Forbidden: `role_missing`, for anybody but a coordinator.
        Refused: `too_many_clients`.

    """
    role = by.role_at()
    partners.get(session, by.partner.id, lock=True)
    if queries.count_live(session, by.partner.id) >= rules.MOST_LIVE:
        raise Refused(
            sentence("%(most)s clients are at work. End one first.", most=rules.MOST_LIVE),
            reason="too_many_clients",
        )
    secret = secrets.token_urlsafe(32)
    client = Client(
        partner_id=by.partner.id,
        name=name,
        tier=tier,
        secret_hash=rules.hash_of(secret),
        made_by=UUID(by.actor.id),
        created_at=by.now,
        updated_at=by.now,
    )
    session.add(client)
    session.flush()
    note(session, "client.made", client.id, role, by)
    return Secret(client, secret)


def renew_secret(session: Session, client_id: UUID, *, by: Doer) -> Secret:
    """Give a client a new secret; the old one lets nobody in from now on.

    Raises:
        NotFound: the partner has no such client.
        Refused: `wrong_state`.

    """
    role = by.role_at()
    client = _live(session, client_id, by)
    secret = secrets.token_urlsafe(32)
    client.secret_hash, client.updated_at = rules.hash_of(secret), by.now
    _outdate_tokens(session, by)
    note(session, "client.secret_renewed", client.id, role, by)
    return Secret(client, secret)


def end(session: Session, client_id: UUID, *, by: Doer) -> Client:
    """Let a client in no more; the token it holds is believed no more either.

    Raises:
        NotFound: the partner has no such client.
        Refused: `wrong_state`.

    """
    role = by.role_at()
    client = _live(session, client_id, by)
    client.state, client.updated_at = State.ENDED, by.now
    _outdate_tokens(session, by)
    note(session, "client.ended", client.id, role, by)
    return client


def come_in(
    session: Session, client_id: str, client_secret: str, *, issuer: Issuer, now: datetime
) -> str:
    """Return a token for a client that shows its secret; there is none to renew it by.

    Nobody waits after a wrong one: a secret of 256 random bits is not guessed.

    Raises:
        Unauthenticated: `wrong_client`.

    """
    client = _client(session, client_id, client_secret)
    # Not by the object: that would be a new version of what a coordinator looks at.
    session.execute(
        update(Client).where(Client.id == client.id).values(used_on=now.date()),
        execution_options={"synchronize_session": False},
    )
    partner = partners.get(session, client.partner_id)
    return issuer.client_token(client.id, client.name, client.tier, partner=partner, now=now)


def _live(session: Session, client_id: UUID, by: Doer) -> Client:
    client = queries.get(session, by.partner.id, client_id, lock=True)
    rules.check_live(client.state)
    return client


def _outdate_tokens(session: Session, by: Doer) -> None:
    key = (INTEGRATOR, "partner", str(by.partner.id))
    roles.reissue(session, {key: by.partner.id}, now=by.now)


def _client(session: Session, client_id: str, client_secret: str) -> Client:
    try:
        found = queries.by_id(session, UUID(client_id))
    except ValueError:
        found = None
    is_live = found is not None and found.state == State.ACTIVE
    if found is None or not rules.fits(client_secret, found.secret_hash if is_live else None):
        raise Unauthenticated(
            "This client and its secret do not fit together.",
            reason="wrong_client",
            error="invalid_client",
        )
    return found
