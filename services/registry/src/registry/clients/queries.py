"""Find clients."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.errors import NotFound
from registry.clients.model import Client
from registry.clients.rules import State


def get(session: Session, partner_id: UUID, client_id: UUID, *, lock: bool = False) -> Client:
    """Return a client of a partner; `lock` holds it until the write ends.

    Raises:
        NotFound: there is none, or it belongs to another programme.

    """
    query = select(Client).where(Client.id == client_id, Client.partner_id == partner_id)
    query = query.execution_options(populate_existing=lock)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("There is no such client in this programme.")
    return found


def by_id(session: Session, client_id: UUID) -> Client | None:
    """Return a client, whoever's it is."""
    return session.get(Client, client_id)


def page(session: Session, partner_id: UUID, *, after: str | None, limit: int) -> dict[str, Any]:
    """Return `{items, next}` of a partner's clients, oldest first, ended ones too.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    ask = select(Client).where(Client.partner_id == partner_id)
    if (beyond := paging.after((Client.id,), after)) is not None:
        ask = ask.where(beyond)
    rows = session.scalars(ask.order_by(Client.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def count_live(session: Session, partner_id: UUID) -> int:
    """Return how many clients of a partner may come in."""
    query = select(func.count()).where(
        Client.partner_id == partner_id, Client.state == State.ACTIVE
    )
    return session.scalar(query) or 0
