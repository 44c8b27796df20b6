"""What one caller of the feed may see of a log, and the questions it may ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marshmallow import Schema, ValidationError, fields, validate

from chassis.auth import actor_or_none, is_service
from chassis.bus.cursors import ALL_TIERS, check_cursor, check_head
from chassis.bus.events import MAX_TYPE, Tier, known_facts
from chassis.bus.feed import Entry, Page, read_entries
from chassis.bus.latest import read_latest
from chassis.db import Database
from chassis.errors import Invalid
from chassis.resources import database, resources

MOST_ITEMS = 500
MOST_TYPES = 50
MOST_SECONDS = 30
LAST_PLACE = 2**62

_TYPE = re.compile(r"[a-z0-9_.]+")


def _check_types(value: str) -> None:
    types = _names(value)
    if len(types) > MOST_TYPES:
        raise ValidationError(f"Name at most {MOST_TYPES} types.")
    if any(not _TYPE.fullmatch(part) or len(part) > MAX_TYPE for part in types):
        raise ValidationError("Write types like registry.school.verified.v1, with commas between.")


def _names(value: str) -> list[str]:
    return [part for part in value.split(",") if part]


_AFTER = "The place after which to begin: 0, or `next` of the page before."
_TYPES = "Only these types, with commas between, such as registry.school.verified.v1; all if empty."


class EventQuery(Schema):
    """Which part of the log is wanted, and how long to wait for it."""

    after = fields.Integer(
        load_default=0, validate=validate.Range(0, LAST_PLACE), metadata={"description": _AFTER}
    )
    types = fields.String(load_default="", validate=_check_types, metadata={"description": _TYPES})
    limit = fields.Integer(
        load_default=100,
        validate=validate.Range(1, MOST_ITEMS),
        metadata={"description": "How many facts a page holds at most."},
    )
    wait = fields.Integer(
        load_default=0,
        validate=validate.Range(0, MOST_SECONDS),
        metadata={"description": "For how many seconds to wait while there is nothing new."},
    )
    compact = fields.String(
        load_default=None,
        validate=validate.OneOf(["latest"]),
        metadata={
            "description": "`latest` leaves out what a later fact of the same subject overtakes."
        },
    )


class StreamQuery(Schema):
    """Which part of the log is wanted, and for how many seconds the stream stays open."""

    after = fields.Integer(
        load_default=0, validate=validate.Range(0, LAST_PLACE), metadata={"description": _AFTER}
    )
    types = fields.String(load_default="", validate=_check_types, metadata={"description": _TYPES})
    wait = fields.Integer(
        load_default=MOST_SECONDS,
        validate=validate.Range(0, MOST_SECONDS),
        metadata={"description": "After how many seconds the stream ends, to be opened anew."},
    )


@dataclass(frozen=True)
class Reading:
    """A caller's view of a log; it needs no request, and holds no session between two reads.

    Attributes:
        types: the types to read, all when empty.
        tiers: what the caller may see; none when it named only types it may not.
        limit: most facts read at once.

    """

    database: Database
    types: Sequence[str]
    tiers: frozenset[Tier]
    limit: int

    def check(self, after: int) -> None:
        """Refuse to read on from a place after which facts were let go, or that is not there.

        Raises:
            CursorTooOld: facts were let go.
            CursorAhead: the log ends before it.

        """
        with self.database.read() as session:
            check_cursor(session, after, self.types, self.tiers)

    def entries(self, after: int) -> list[Entry]:
        """Read what follows a place."""
        with self.database.read() as session:
            return read_entries(session, after, self.types, self.limit, self.tiers)

    def page(self, after: int) -> Page:
        """Read what follows a place as a page."""
        return Page.of(self.entries(after), after)

    def latest(self, after: int) -> Page:
        """Read what follows a place, without what was overtaken.

        Raises:
            CursorAhead: the log ends before it.

        """
        with self.database.read() as session:
            check_head(session, after, self.tiers)
            return read_latest(session, after, self.types, self.limit, self.tiers)


def reading_of(types: str, limit: int) -> Reading:
    """Return what the caller of this request reads.

    Raises:
        Invalid: a type is named that this service does not tell.

    """
    tiers = tiers_of_caller()
    named = _names(types)
    if not is_service():
        _check_told(named, resources().service)
    seen = [name for name in named if _may_hold(name, tiers)]
    return Reading(database(), seen, frozenset() if named and not seen else tiers, limit)


def _check_told(named: Sequence[str], service: str) -> None:
    """Refuse types of which nothing can ever come; a sibling may be newer than we are."""
    facts = known_facts()
    untold = [name for name in named if name not in facts or facts[name].service() != service]
    if untold:
        text = f"{service} does not tell {', '.join(untold)}."
        raise Invalid("Please check the fields named here.", errors={"types": [text]})


def tiers_of_caller() -> frozenset[Tier]:
    """Return what the caller may see: operators and sibling services everything."""
    caller = actor_or_none()
    if is_service() or (caller is not None and caller.has("ops")):
        return ALL_TIERS
    if caller is not None and (caller.has("coordinator") or caller.has("hq")):
        return frozenset({Tier.PUBLIC, Tier.PARTNER})
    if caller is not None and caller.tier == Tier.PARTNER:
        return frozenset({Tier.PUBLIC, Tier.PARTNER})
    return frozenset({Tier.PUBLIC})


def _may_hold(name: str, tiers: frozenset[Tier]) -> bool:
    """Say whether facts of this type can be in what the caller may see.

    Else a type of another tier would be searched to the end of the log, to find nothing.
    """
    fact = known_facts().get(name)
    return tiers >= ALL_TIERS or (fact is not None and fact.tier in tiers)
