"""Coming back with a code, over the JSON API."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from chassis.auth import anyone, receipt
from chassis.errors import Invalid, NotFound, TooMany, sentence
from chassis.http import ApiBlueprint
from chassis.idempotency import LONGEST_KEY
from chassis.resources import clock
from reports.paces.queries import paces
from reports.paces.rules import Pace, seconds_to_wait
from reports.submissions.views import office, refuse_files
from reports.threads import actions
from reports.threads.queries import Said, VisitOver
from reports.threads.schemas import (
    CodeSchema,
    NewMessageSchema,
    ThreadSchema,
    VisitSchema,
    WrittenSchema,
)
from reports.wordings.formats import GOT_IT, NOBODY_READS

api = ApiBlueprint("threads", "/reports/api/v1", about="Coming back with the code of a report.")


@api.blueprint.before_request
def _only_words() -> None:
    refuse_files("application/json")


@api.post(
    "/return-sessions",
    allow=anyone,
    body=CodeSchema,
    answer=VisitSchema,
    status=201,
    own_transactions=True,
)
def begin(body: dict[str, Any]) -> dict[str, Any]:
    """Open a thread; 422 `mistyped`, 404 `no_such_code`, 429 after many wrong codes."""
    token = begin_visit(body["receipt"])
    said = actions.look(office(), token, clock().now())
    return {"token": token, **_shown(said)}


@api.get("/threads/current", allow=receipt, answer=ThreadSchema)
def current(session: Session) -> dict[str, Any]:  # noqa: ARG001 - a look is a write, too
    """Show the thread; 401 once the visit is over."""
    return _shown(actions.look(office(), _token(), clock().now()))


@api.post(
    "/threads/current/messages",
    allow=receipt,
    body=NewMessageSchema,
    answer=WrittenSchema,
    status=201,
    own_transactions=True,
)
def write(body: dict[str, Any]) -> actions.Written:
    """Write a message of 1 to 1500 letters; addresses are cut and named in `removed`."""
    key = request.headers.get("Idempotency-Key")
    if key and len(key) > LONGEST_KEY:
        raise Invalid(
            "The Idempotency-Key is too long.", errors={"Idempotency-Key": [sentence("Shorter.")]}
        )
    return actions.write(office(), _token(), body["text"], key, clock().now())


@api.delete("/return-sessions/current", allow=receipt, own_transactions=True)
def end() -> None:
    """End the visit."""
    actions.end(office(), _token(), clock().now())


def begin_visit(typed: str) -> str:
    """Begin a visit, or slow down whoever guesses; return the token.

    Raises:
        TooMany: `slow_down`; no code of this network is looked at for some seconds.

    """
    guesses: Pace = paces().guesses
    now = clock().now()
    wait = seconds_to_wait(guesses.recent(request.remote_addr, now), now)
    if wait:
        raise TooMany("Wait a moment, then try again.", retry_after=wait, reason="slow_down")
    try:
        return actions.begin(office(), typed, now)
    except NotFound:
        guesses.note(request.remote_addr, now)
        raise


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Receipt" or not token:
        raise VisitOver("Type your code again to go on.")
    return token


def _shown(said: list[Said]) -> dict[str, Any]:
    return {
        "state_text": str(GOT_IT),
        "messages": said,
        "may_write": True,
        "demonstration": True,
        "notice": str(NOBODY_READS),
    }
