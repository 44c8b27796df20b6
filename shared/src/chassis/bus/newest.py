"""The newest fact of each subject in a producer's log, and those before it where it is no use."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import FromClause, Select, func, literal, select
from sqlalchemy.orm import Session

from chassis.bus.cursors import ALL_TIERS, place_of
from chassis.bus.feed import merged
from chassis.db import Database
from chassis.tables import outbox
from chassis.upsert import dialect_of

BATCH = 500


class Told(NamedTuple):
    """One fact of a log, with its place."""

    place: int
    event_id: UUID
    subject: str
    body: bytes


@dataclass(frozen=True)
class Piece:
    """Some facts of a log that follow each other.

    Attributes:
        end: the place of the last of them.
        subjects: what those are about that no later one overtakes, each once.

    """

    end: int
    subjects: Sequence[str]


@dataclass(frozen=True)
class Log:
    """A producer's log, as far as somebody listens to it.

    Of facts about one subject the one with the last place is the newest, whatever its type.
    """

    database: Database
    source: str
    types: Collection[str]

    def end(self) -> int:
        """Return the place of the last fact."""
        with self.database.read() as session:
            place, placed = place_of(dialect_of(session))
            wanted = select(func.max(place)).where(placed, outbox.c.type.in_(self.types))
            return session.scalar(wanted) or 0

    def piece(self, after: int, limit: int) -> Piece | None:
        """Return what follows a place, or None at the end of the log."""
        with self.database.read() as session:
            query = piece_query(dialect_of(session), tuple(sorted(self.types)))
            rows = session.execute(query, {"after": after, "limit": limit}).all()
        if not rows:
            return None
        subjects = [row.subject for row in rows if row.overtaken is None]
        return Piece(rows[-1].place, subjects)

    def newest(self, subjects: Collection[str]) -> list[Told]:
        """Return the newest fact of each subject, as the log is now, in its order."""
        with self.database.read() as session:
            place, placed = place_of(dialect_of(session))
            last = (
                select(func.max(place))
                .where(placed, outbox.c.type.in_(self.types), outbox.c.subject.in_(subjects))
                .group_by(outbox.c.subject)
            )
            return _told(session, self._facts(session).where(place.in_(last)).order_by(place))

    def before(self, subject: str, place: int) -> Iterator[list[Told]]:
        """Yield the facts of a subject before a place, the later ones first, some at a time."""
        while True:
            with self.database.read() as session:
                column, placed = place_of(dialect_of(session))
                query = self._facts(session).where(
                    placed, column < place, outbox.c.subject == subject
                )
                found = _told(session, query.order_by(column.desc()).limit(BATCH))
            if not found:
                return
            yield found
            place = found[-1].place

    def _facts(self, session: Session) -> Select[Any]:
        place, _ = place_of(dialect_of(session))
        return select(
            place.label("place"), outbox.c.event_id, outbox.c.subject, outbox.c.body
        ).where(outbox.c.type.in_(self.types))


def _told(session: Session, query: Select[Any]) -> list[Told]:
    return [Told(*row) for row in session.execute(query)]


@lru_cache(maxsize=256)
def piece_query(dialect: str, types: tuple[str, ...]) -> Select[Any]:
    """Return the query of the first `:limit` facts after `:after`, each with what overtakes it.

    Asked for one later fact of each, the planner walks the index of (type, subject, position);
    said as `NOT EXISTS`, it might read the whole log for every piece.
    """
    piece = merged(dialect, types, tuple(sorted(ALL_TIERS)), "place", "subject").subquery()
    return select(piece.c.place, piece.c.subject, _later(dialect, types, piece)).order_by(
        piece.c.place
    )


def _later(dialect: str, types: tuple[str, ...], piece: FromClause) -> Any:
    other = outbox.alias("other")
    place, placed = place_of(dialect, other)
    return (
        select(literal(1))
        .where(
            other.c.type.in_([literal(each) for each in types]),
            other.c.subject == piece.c.subject,
            placed,
            place > piece.c.place,
        )
        .limit(1)
        .scalar_subquery()
        .label("overtaken")
    )
