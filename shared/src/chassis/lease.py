"""Tasks that only one process may do at a time, held for seconds by the database's own clock."""

import os
import socket
import threading
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from chassis.db import Database, database_now
from chassis.tables import bus_lease
from chassis.upsert import insert_into

LEASE_SECONDS = 5.0
IDLE_SECONDS = 2.0
"""A holder that is frozen in the middle of its mark keeps the lease's row no longer."""
RELAY = "relay"
"""The lease of whoever sends the log to the broker; its number is the last place sent."""
_LEEWAY_SECONDS = 60.0


@dataclass(frozen=True)
class Held:
    """A lease that was had.

    Attributes:
        epoch: grows with each holder; a mark of an older holder is refused.
        cursor: the number the last holder left.

    """

    name: str
    owner: str
    epoch: int
    cursor: int


def owner_name() -> str:
    """Return a name for this thread of this process, the same at each call."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident():x}"


def is_free(database: Database, name: str, owner: str, seconds: float = LEASE_SECONDS) -> bool:
    """Say whether `take` would probably succeed, by only looking."""
    with database.read() as session:
        held = select(bus_lease.c.name).where(bus_lease.c.name == name, ~_free(owner, seconds))
        return session.execute(held).first() is None


def take(database: Database, name: str, owner: str, seconds: float = LEASE_SECONDS) -> Held | None:
    """Take a free or run-out lease, or renew one's own; return None while another has it."""
    with database.write(idle_seconds=IDLE_SECONDS) as session:
        session.execute(
            insert_into(session, bus_lease).on_conflict_do_nothing(),
            {"name": name, "epoch": 0, "cursor": 0},
        )
        row = session.execute(
            update(bus_lease)
            .where(bus_lease.c.name == name, _free(owner, seconds))
            .values(owner=owner, epoch=bus_lease.c.epoch + 1, until=database_now(seconds))
            .returning(bus_lease.c.epoch, bus_lease.c.cursor)
        ).first()
    return Held(name, owner, row.epoch, row.cursor) if row else None


def _free(owner: str, seconds: float) -> ColumnElement[bool]:
    """Return what makes a lease free; one that ends far ahead is from a clock set back since."""
    return or_(
        bus_lease.c.owner == owner,
        bus_lease.c.owner.is_(None),
        bus_lease.c.until < database_now(),
        bus_lease.c.until > database_now(seconds + _LEEWAY_SECONDS),
    )


def mark(session: Session, held: Held, cursor: int, *, release: bool = False) -> bool:
    """Leave a number in the lease; return False when somebody else has it by now."""
    values = {"cursor": cursor, "until": None if release else database_now(LEASE_SECONDS)}
    if release:
        values["owner"] = None
    found = session.execute(
        update(bus_lease)
        .where(
            bus_lease.c.name == held.name,
            bus_lease.c.owner == held.owner,
            bus_lease.c.epoch == held.epoch,
        )
        .values(values)
        .returning(bus_lease.c.name)
    ).first()
    return found is not None


def release(database: Database, held: Held) -> None:
    """Give a lease back; nothing happens when somebody else has it by now."""
    with database.write() as session:
        session.execute(
            update(bus_lease)
            .where(bus_lease.c.name == held.name, bus_lease.c.epoch == held.epoch)
            .values(owner=None, until=None)
        )
