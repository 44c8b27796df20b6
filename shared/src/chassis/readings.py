"""Reads that are written into the record: what a route declares so is never shown unrecorded.

The row is written after the page or answer was made and before it leaves, in a short write of its
own. A refusal is no read and leaves no row; where the row cannot be written, nothing is shown.
For one person, one thing and one day (UTC) one row is enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask import Response, g

from chassis import audit
from chassis.audit import Deed
from chassis.auth import Allow, actor
from chassis.resources import clock, database

_SHOWN = range(200, 300)
_EXACTLY = "recorded_place"


@dataclass(frozen=True)
class Recorded:
    """What a read is called in the record.

    Attributes:
        what: the deed as `thing.read`.
        subject: part of the path that names the thing; without one it is the place, or else the
            reader's own partner.
        place: part of the path that names the place the thing belongs to.

    """

    what: str
    subject: str | None = None
    place: str | None = None


def belongs_to(place: object) -> None:
    """Say where the thing belongs that is being read, when the path does not."""
    setattr(g, _EXACTLY, place)


def record(
    recorded: Recorded | None, allow: Allow, path: Mapping[str, Any], shown: Response
) -> None:
    """Write a read down before its answer leaves, if the route declares it and it was allowed."""
    if recorded is None or shown.status_code not in _SHOWN:
        return
    deed, now = _deed(recorded, allow, path), clock().now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with database().read() as session:
        if audit.is_noted(session, deed, midnight):
            return
    with database().write() as session:
        audit.append_all(session, [deed], now=now)


def _deed(recorded: Recorded, allow: Allow, path: Mapping[str, Any]) -> Deed:
    reader = actor()
    place = path[recorded.place] if recorded.place else g.get(_EXACTLY)
    subject = path[recorded.subject] if recorded.subject else place or reader.partner
    role = next((name for name in allow.names if reader.has(name)), None)
    return Deed(reader.id, recorded.what, str(subject or ""), role, None, place)
