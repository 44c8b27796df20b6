"""The log over HTTP: `GET /<service>/api/v1/events`."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone, is_service
from chassis.bus.events import MAX_TYPE, Tier, known_facts
from chassis.bus.feed import ALL_TIERS, Page, read_page, wait_for
from chassis.bus.wake import wake_of
from chassis.errors import Invalid, Unavailable
from chassis.http import ApiBlueprint
from chassis.resources import database

MOST_WAITING = 4
MOST_ITEMS = 500
MOST_ITEMS_ANONYMOUS = 100
MOST_TYPES = 50
MOST_SECONDS = 30
LAST_PLACE = 2**62

_TYPE = re.compile(r"[a-z0-9_.]+")


class Bench:
    """A few places to wait at; who finds none is asked to come back."""

    def __init__(self, places: int) -> None:
        self.free = places
        self._guard = threading.Lock()

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Take a place for as long as the block lasts.

        Raises:
            Unavailable: none is free.

        """
        with self._guard:
            if not self.free:
                raise Unavailable("Too many wait here already.", retry_after=2)
            self.free -= 1
        try:
            yield
        finally:
            with self._guard:
                self.free += 1


bench = Bench(MOST_WAITING)
"""Where callers of this process wait, whichever service they ask: threads are few."""


def _check_types(value: str) -> None:
    types = [part for part in value.split(",") if part]
    if len(types) > MOST_TYPES:
        raise ValidationError(f"Name at most {MOST_TYPES} types.")
    if any(not _TYPE.fullmatch(part) or len(part) > MAX_TYPE for part in types):
        raise ValidationError("Write types like registry.school.verified.v1, with commas between.")


class EventQuery(Schema):
    """Which part of the log is wanted, and how long to wait for it."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, LAST_PLACE))
    types = fields.String(load_default="", validate=_check_types)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST_ITEMS))
    wait = fields.Integer(load_default=0, validate=validate.Range(0, MOST_SECONDS))


class EventPage(Schema):
    """A page of the log: whole CloudEvents, and where the next page begins."""

    items = fields.List(fields.Dict())
    next = fields.Integer()


def feed_blueprint(service: str) -> ApiBlueprint:
    """Return the routes of a service's log."""
    api = ApiBlueprint(
        f"{service}_events",
        url_prefix=f"/{service}/api/v1",
        about="Facts in the order they became true, as CloudEvents 1.0.",
    )
    api.get("/events", allow=anyone, query=EventQuery, answer=EventPage)(read_events)
    return api


def read_events(_session: Session, query: dict[str, Any]) -> Response:
    """Read the facts after a place in the log, and wait for some if there are none.

    The caller's role decides which tiers are seen. `next` is the `after` of the next call.
    The session given stays unused: one that waits would look at one moment for ever.
    """
    tiers = tiers_of_caller()
    if query["limit"] > MOST_ITEMS_ANONYMOUS and actor_or_none() is None and not is_service():
        raise Invalid(errors={"limit": [f"Sign in to ask for more than {MOST_ITEMS_ANONYMOUS}."]})
    named = [part for part in query["types"].split(",") if part]
    types = [name for name in named if _may_hold(name, tiers)]
    after, limit = query["after"], query["limit"]
    source = database()

    def read() -> Page:
        if named and not types:
            return Page([], after)
        with source.read() as session:
            return read_page(session, after, types, limit, tiers)

    return _answer(_read_in_turn(read, query["wait"]))


def _read_in_turn(read: Callable[[], Page], wait: int) -> Page:
    page = read()
    if page.items or not wait:
        return page
    with bench.seat():
        return wait_for(read, wake_of(database()).ready, wait)


def tiers_of_caller() -> frozenset[Tier]:
    """Return what the caller may see: operators and sibling services everything."""
    caller = actor_or_none()
    if is_service() or (caller is not None and caller.has("ops")):
        return ALL_TIERS
    if caller is not None and (caller.has("coordinator") or caller.has("hq")):
        return frozenset({Tier.PUBLIC, Tier.PARTNER})
    return frozenset({Tier.PUBLIC})


def _may_hold(name: str, tiers: frozenset[Tier]) -> bool:
    """Say whether facts of this type can be in what the caller may see.

    Else a type of another tier would be searched to the end of the log, to find nothing.
    """
    fact = known_facts().get(name)
    return tiers >= ALL_TIERS or (fact is not None and fact.tier in tiers)


def _answer(page: Page) -> Response:
    body = b'{"items":[' + b",".join(page.items) + b'],"next":' + str(page.next).encode() + b"}"
    return Response(body, mimetype="application/json")
