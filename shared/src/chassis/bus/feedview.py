"""The log over HTTP: `GET /<service>/api/v1/events`."""

from collections.abc import Callable
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone, is_service
from chassis.bus.bench import bench
from chassis.bus.feed import Page, wait_for
from chassis.bus.feedstream import stream_events
from chassis.bus.reading import EventQuery, StreamQuery, reading_of
from chassis.bus.wake import wake_of
from chassis.errors import Invalid, sentence
from chassis.http import ApiBlueprint
from chassis.resources import database

MOST_ITEMS_ANONYMOUS = 100
JSON, LINES = "application/json", "application/x-ndjson"
NEXT = "CISS-Next"


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
    api.get("/events/stream", allow=anyone, query=StreamQuery)(stream_events)
    return api


def read_events(_session: Session, query: dict[str, Any]) -> Response:
    """Read the facts after a place in the log, and wait for some if there are none.

    The caller's role decides which tiers are seen. `next` is the `after` of the next call; it
    stays the same when `items` is empty. `wait` holds the call open for so many seconds at most
    when nothing new is there; 503 with Retry-After when too many wait already.

    With `Accept: application/x-ndjson` each line of the answer is one CloudEvent, and `next`
    stands in the header `CISS-Next`, which every answer has.

    `compact=latest` leaves out each fact that a later one with the same type and subject
    overtakes: the quick way to the newest state of everything. It never waits. Go on until
    `next` stays the same (a page may be empty before that), then without `compact`.

    Public and partner facts are kept for good. Of internal facts older than 90 days the newest
    of each type and subject is kept; who stopped at a place that is gone gets 410 with the
    reason `cursor_too_old`, and in `earliest` the place after which nothing was let go. Ask
    then with the same `after` and `compact=latest`, or read again from `after=0` what is left.

    An `after` beyond the end of the log is 410 too, with the reason `cursor_ahead` and the end in
    `head`: the log was restored from an older copy. Read again from `after=0`; what you have
    already you know by its `id`, and of what was told since the copy nothing is there any more.
    """
    # The session given stays unused: one that waits would look at one moment for ever.
    _check_limit(query["limit"])
    reading, after = reading_of(query["types"], query["limit"]), query["after"]
    if query["compact"]:
        return _answer(reading.latest(after))
    reading.check(after)
    return _answer(_read_in_turn(lambda: reading.page(after), query["wait"]))


def _check_limit(limit: int) -> None:
    if limit > MOST_ITEMS_ANONYMOUS and actor_or_none() is None and not is_service():
        raise Invalid(
            errors={
                "limit": [
                    sentence(
                        "Sign in to ask for more than %(most)s.",
                        most=MOST_ITEMS_ANONYMOUS,
                    )
                ]
            }
        )


def _read_in_turn(read: Callable[[], Page], wait: int) -> Page:
    page = read()
    if page.items or not wait:
        return page
    with bench.seat():
        return wait_for(read, wake_of(database()).ready, wait, bench.is_closed)


def _answer(page: Page) -> Response:
    if request.accept_mimetypes.best_match([JSON, LINES]) == LINES:
        answer = Response(b"".join(body + b"\n" for body in page.items), mimetype=LINES)
    else:
        items = b",".join(page.items)
        answer = Response(b'{"items":[%b],"next":%d}' % (items, page.next), mimetype=JSON)
    answer.headers[NEXT] = str(page.next)
    answer.vary.add("Accept")
    return answer
