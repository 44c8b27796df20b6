"""What a service shows of its record to the people of a place, as plain data."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.frame import Link, Text


class Place(NamedTuple):
    """A place as its record is headed, and its time zone."""

    name: str
    tz: str


Names = Callable[[Session, Collection[UUID]], Mapping[UUID, str]]
"""Finds the names of those of these people who are known."""


def _as_given(_what: str, why: str | None) -> Text | None:
    return why


@dataclass(frozen=True, kw_only=True)
class PlaceLog:
    """The record of deeds at each place of one kind.

    Attributes:
        segment: the part of a path before the id of a place.
        find: finds a place by its id; None where there is none.
        shown: what each deed is called; only these are on the page.
        kept: deeds that are never on it, be it that they concern no place.
        reason: puts why a deed was done into plain words.
        names: finds people; None where those will do who were seen in this service.
        readers: roles, held where the place belongs, that may read it.
        role_names: what roles are called.
        tabs: the same record in every service, by the id of the place.
        way_back: the page of the place, by its id and the roles of the reader.

    """

    segment: str
    find: Callable[[Session, UUID], Place | None]
    shown: Mapping[str, Text]
    kept: Collection[str] = ()
    reason: Callable[[str, str | None], Text | None] = _as_given
    names: Names | None = None
    readers: Sequence[str]
    role_names: Mapping[str, Text] = field(default_factory=dict)
    tabs: Callable[[UUID], Sequence[Link]]
    way_back: Callable[[UUID], Link]
