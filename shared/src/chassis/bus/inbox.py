"""What a service does with the facts of others: subscriptions, and the guard against late ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase, Session

from chassis.bus.events import Delivered, Fact
from chassis.tables import bus_applied
from chassis.upsert import insert_rows

Handle = Callable[[Session, Sequence[Delivered]], None]
Columns = Callable[[Delivered], Mapping[str, Any]]


@dataclass(frozen=True)
class Subscription:
    """Facts a service listens to, and what it does with a batch of them.

    `handle` gets the facts in the order of the producer's log, in a transaction it shares with
    the inbox. It touches the database only, because the batch may run twice.

    Attributes:
        types: the facts, of one or more producers.
        handle: does the work for all of a batch at once.
        projection: name given to `claim`, if the handler uses it; lets an audit compare.

    """

    types: tuple[type[Fact], ...]
    handle: Handle
    projection: str | None = None


def claim(session: Session, projection: str, events: Sequence[Delivered]) -> list[Delivered]:
    """Return the newest fact of each subject, without those a projection has seen or passed.

    One statement locks the subjects in sorted order, so that two consumers neither deadlock
    nor let an older fact overwrite a newer one. Every fact of a subject must carry all that the
    projection needs, because an overtaken one is never seen.
    """
    newest: dict[str, Delivered] = {}
    for each in events:
        held = newest.get(each.subject)
        if held is None or each.version > held.version:
            newest[each.subject] = each
    if not newest:
        return []
    rows = [
        {"projection": projection, "subject": subject, "version": newest[subject].version}
        for subject in sorted(newest)
    ]
    statement, given = insert_rows(session, bus_applied, rows)
    statement = statement.on_conflict_do_update(
        index_elements=[bus_applied.c.projection, bus_applied.c.subject],
        set_={"version": statement.excluded.version},
        where=bus_applied.c.version < statement.excluded.version,
    )
    won = session.scalars(statement.returning(bus_applied.c.subject), given)
    return [newest[subject] for subject in sorted(won)]


def project(
    session: Session,
    model: type[DeclarativeBase] | Table,
    projection: str,
    events: Sequence[Delivered],
    columns: Columns,
) -> None:
    """Bring a read model up to the newest facts: one row for each subject.

    `columns` turns a fact into the row, primary key included; it must name the same columns
    for every fact.
    """
    rows = [dict(columns(each)) for each in claim(session, projection, events)]
    if not rows:
        return
    table = _table_of(model)
    key = [column.name for column in table.primary_key]
    rows.sort(key=lambda row: [str(row[name]) for name in key])
    statement, given = insert_rows(session, table, rows)
    statement = statement.on_conflict_do_update(
        index_elements=key,
        set_={name: statement.excluded[name] for name in rows[0] if name not in key},
    )
    session.execute(statement, given)


def projected(
    types: tuple[type[Fact], ...],
    model: type[DeclarativeBase] | Table,
    projection: str,
    columns: Columns,
) -> Subscription:
    """Return the subscription that keeps a read model of these facts."""

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        project(session, model, projection, events, columns)

    return Subscription(types, handle, projection)


def _table_of(model: type[DeclarativeBase] | Table) -> Table:
    return model if isinstance(model, Table) else cast(Table, model.__table__)
