"""What was done at a place and by whom, for its own people: a page and its twin in the API.

Neither says to what a deed was done, so that no row leads to a person or to a case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from chassis import audit, paging, seen
from chassis.auth import roles
from chassis.errors import NotFound
from chassis.frame import Text
from chassis.http import ApiBlueprint
from chassis.pages import PageBlueprint
from chassis.placelog import Place, PlaceLog
from chassis.resources import resources

PAGE_SIZE = 25
MOST_ITEMS = 100
EXTENSION = "ciss.placelog"
PERSON, PROGRAM, SYSTEM = "person", "program", "system"
SOMEBODY = _l("Somebody who has not opened this part of the programme")
WORDS: dict[str, Text] = {
    "anonymous": _l("Somebody who was not signed in"),
    "console": _l("The operator, at the server"),
    "command-line": _l("The operator, at the server"),
}
THE_SYSTEM = _l("The system by itself")
A_PROGRAM = _l("A program")
_NO_PERSONS = frozenset({"integrator"})


@dataclass(frozen=True)
class Told:
    """One deed as its readers see it."""

    no: int
    at: datetime
    kind: str
    """`person`, `program` or `system`."""
    who: Text
    role: str | None
    what: str
    said: Text
    why: Text | None


class LogQuerySchema(Schema):
    """Which part of the record."""

    after = fields.String(metadata={"description": "`next` of the page before."})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_ITEMS))


class ToldSchema(Schema):
    """One deed; to what it was done is not said."""

    no = fields.Integer()
    at = fields.DateTime()
    kind = fields.String(metadata={"description": "`person`, `program` or `system`."})
    who = fields.Function(lambda told: str(told.who))
    role = fields.String(allow_none=True)
    what = fields.String()
    said = fields.Function(lambda told: str(told.said))
    why = fields.Function(lambda told: str(told.why) if told.why else None)


class LogPageSchema(Schema):
    """A page of the record, newest first."""

    items = fields.List(fields.Nested(ToldSchema))
    next = fields.String(allow_none=True)


def log_pages(service: str, log: PlaceLog) -> Blueprint:
    """Return the page of a service's record."""
    pages = PageBlueprint("own_log", __name__, url_prefix=f"/{service}")
    allowed = roles(*log.readers)
    pages.get(f"/{log.segment}/<uuid:place_id>/log", allow=allowed)(log_page)
    pages.blueprint.record_once(lambda state: state.app.extensions.update({EXTENSION: log}))
    return pages.blueprint


def log_api(service: str, log: PlaceLog) -> ApiBlueprint:
    """Return the record over the API."""
    api = ApiBlueprint("own_log", f"/{service}/api/v1", about="What was done, and by whom.")
    api.get(
        f"/{log.segment}/<uuid:place_id>/log",
        allow=roles(*log.readers),
        query=LogQuerySchema,
        answer=LogPageSchema,
    )(log_items)
    return api


def log_page(session: Session, place_id: UUID) -> str:
    """Show who did what at a place, newest first."""
    log = _log()
    place = _place(session, log, place_id)
    cursor = request.args.get("after")
    found = _page(session, log, place_id, cursor, PAGE_SIZE)
    here = url_for("own_log.log_page_get", place_id=place_id)
    own = f"/{resources().service}/"
    return render_template(
        "chassis/log/log.html",
        place=place,
        zone=ZoneInfo(place.tz),
        found=found["items"],
        role_names=log.role_names,
        tabs=[replace(each, current=each.url.startswith(own)) for each in log.tabs(place_id)],
        way_back=log.way_back(place_id),
        next_url=url_for("own_log.log_page_get", place_id=place_id, after=found["next"])
        if found["next"]
        else None,
        first_url=here if cursor else None,
    )


def log_items(session: Session, query: dict[str, Any], place_id: UUID) -> dict[str, Any]:
    """List who did what at a place, newest first; 403 `not_yours`."""
    log = _log()
    _place(session, log, place_id)
    return _page(session, log, place_id, query.get("after"), query["limit"])


def _log() -> PlaceLog:
    log: PlaceLog = current_app.extensions[EXTENSION]
    return log


def _place(session: Session, log: PlaceLog, place_id: UUID) -> Place:
    """Return the place whose record is asked for; whose it is was asked at the door.

    Raises:
        NotFound: there is no such place.

    """
    place = log.find(session, place_id)
    if place is None:
        raise NotFound("There is no such place.")
    return place


def _page(
    session: Session, log: PlaceLog, place_id: UUID, cursor: str | None, limit: int
) -> dict[str, Any]:
    rows = audit.of_place(session, place_id, log.shown, cursor, limit + 1)
    found = paging.page(rows, limit, lambda row: [row.no])
    names = (log.names or seen.names)(session, set(_people(row.who for row in found["items"])))
    who = _named({str(person): name for person, name in names.items()})
    return {"items": [_told(row, log, who) for row in found["items"]], "next": found["next"]}


def _told(row: Any, log: PlaceLog, named: Callable[[Any], tuple[str, Text]]) -> Told:
    (kind, who), why = named(row), log.reason(row.what, row.why)
    return Told(row.no, row.at, kind, who, row.role, row.what, log.shown[row.what], why)


def _named(names: dict[str, str]) -> Callable[[Any], tuple[str, Text]]:
    """Return what says of a row what kind of doer it names, and how to call them."""

    def name(row: Any) -> tuple[str, Text]:
        if row.role in _NO_PERSONS:
            return PROGRAM, A_PROGRAM
        if list(_people([row.who])):
            return PERSON, names.get(row.who) or SOMEBODY
        if row.who in WORDS:
            return PERSON, WORDS[row.who]
        return SYSTEM, THE_SYSTEM

    return name


def _people(texts: Iterable[str]) -> Iterable[UUID]:
    for each in texts:
        try:
            yield UUID(each)
        except ValueError:
            continue
