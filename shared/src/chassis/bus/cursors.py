"""Places in a log: where it ends, and whether a reader's place in it still holds."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    exists,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from chassis.bus.events import Tier, known_facts
from chassis.errors import Gone
from chassis.tables import bus_counter, outbox
from chassis.upsert import dialect_of

ALL_TIERS = frozenset(Tier)
TOO_OLD, AHEAD = "cursor_too_old", "cursor_ahead"


class CursorTooOld(Gone):
    """The fact a reader stopped at was let go since, and others after it; `earliest` says more.

    Nothing is lost of the newest state of anything: what was let go, a later fact overtakes.
    """

    def __init__(self, earliest: int) -> None:
        super().__init__(
            "Facts after this place were let go since you read it. Ask with compact=latest "
            "for the newest fact of each subject, or read again from after=0 what is left.",
            reason=TOO_OLD,
            earliest=earliest,
        )
        self.earliest = earliest


class CursorAhead(Gone):
    """The log ends before the place a reader stopped at; `head` says where.

    It was put back to an older copy: facts with new contents will have the places that this
    reader has behind it.
    """

    def __init__(self, head: int) -> None:
        super().__init__(
            "The log ends before this place, so it was restored from an older copy since you "
            "read it, or the place is one of another log. Read again from after=0; what you "
            "have already you know by its id.",
            reason=AHEAD,
            head=head,
        )
        self.head = head


def place_of(
    dialect: str, log: FromClause = outbox
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Return what a fact's place in the log is called, and what tells that it has one.

    On SQLite it is the id. `position` is empty there and, said so, lets the indexes of
    (type, position) and (tier, position) be walked in the order of ids.
    """
    if dialect == "sqlite":
        return log.c.id, log.c.position.is_(None)
    return log.c.position, log.c.position.is_not(None)


def head_of(session: Session, tiers: Collection[Tier] = ALL_TIERS) -> int:
    """Return the last place of a log in some tiers; the newest fact is never let go."""
    return session.scalar(_head_query(dialect_of(session), tuple(sorted(tiers)))) or 0


def check_cursor(
    session: Session, after: int, types: Collection[str], tiers: Collection[Tier] = ALL_TIERS
) -> None:
    """Refuse to read on from a place that is not there, or no more with facts after it let go.

    Who begins anew and goes from page to page is never refused: what is left stays.

    Raises:
        CursorAhead: the log ends before this place.
        CursorTooOld: the fact at this place was let go.

    """
    check_head(session, after, tiers)
    if not after or not _may_have_missed(types, tiers):
        return
    earliest = session.scalar(_gap_query(dialect_of(session)), {"after": after})
    if earliest is not None:
        raise CursorTooOld(earliest)


def check_head(session: Session, after: int, tiers: Collection[Tier] = ALL_TIERS) -> None:
    """Refuse a place beyond the end of what a reader may see of the log.

    Where the rest of the log ends is nothing to them: it would tell when we tell each other
    something.

    Raises:
        CursorAhead: the log ends before it.

    """
    if after and tiers and after > (head := head_of(session, tiers)):
        raise CursorAhead(head)


@lru_cache(maxsize=32)
def _head_query(dialect: str, tiers: tuple[Tier, ...]) -> Select[Any]:
    """Return the query of the last place: each tier's index is read from its end."""
    place, placed = place_of(dialect)
    ends = [
        select(place.label("place"))
        .where(outbox.c.tier == str(tier), placed)
        .order_by(place.desc())
        .limit(1)
        .subquery()
        for tier in tiers
    ]
    every = union_all(*(select(end) for end in ends)).subquery()
    return select(func.max(every.c.place))


@lru_cache(maxsize=2)
def _gap_query(dialect: str) -> Select[Any]:
    """Return the query of up to where facts were let go, if the one at `:after` is among them."""
    place, placed = place_of(dialect)
    here = bindparam("after", type_=BigInteger)
    is_kept = exists().where(place == here, placed)
    return select(bus_counter.c.pruned).where(bus_counter.c.pruned > here, ~is_kept)


def _may_have_missed(types: Collection[str], tiers: Collection[Tier]) -> bool:
    """Say whether any of this can have been let go: of the internal tier, or unknown to us."""
    if Tier.INTERNAL not in tiers:
        return False
    facts = known_facts()
    return not types or any(
        name not in facts or facts[name].tier is Tier.INTERNAL for name in types
    )
