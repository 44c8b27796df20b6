"""Reports over the JSON API: no sign-in, no cookie, no file."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.errors import DomainError, Invalid, NotFound, sentence
from chassis.http import ApiBlueprint
from chassis.idempotency import LONGEST_KEY
from chassis.resources import clock, database, resources
from reports.channels import queries as channels
from reports.keys.actions import keys
from reports.paces.queries import lately, note, paces
from reports.paces.rules import seconds_to_fill_in
from reports.submissions import actions, queries
from reports.submissions.actions import Office
from reports.submissions.schemas import (
    NewReportSchema,
    PublicChannelSchema,
    ReceiptSchema,
    filled_in,
)
from reports.wordings.formats import NOBODY_READS

MOST_BYTES = 64 * 1024

api = ApiBlueprint(
    "public_channels", "/reports/api/v1", about="How a pupil reports: without a name or a sign-in."
)


class NoFiles(DomainError):
    """Something else than words was sent; it is thrown away unread."""

    status = 415
    title = sentence("Only words can be sent here")
    default_reason = "no_files"


def office() -> Office:
    """Return what is needed to take reports in.

    Raises:
        Unavailable: this process has no keys.

    """
    return Office(database(), keys(), resources().pages_key)


def refuse_files(*allowed: str, most: int = MOST_BYTES) -> None:
    """Refuse a body that is not of an allowed kind, before a byte of it is read; or too big a one.

    Raises:
        NoFiles: always 415.

    """
    request.max_content_length = most
    has_body = bool(request.content_length) or "chunked" in request.headers.get(
        "Transfer-Encoding", ""
    )
    if has_body and request.mimetype not in allowed:
        raise NoFiles("Only words can be sent here, no pictures and no files.")


@api.blueprint.before_request
def _only_words() -> None:
    refuse_files("application/json")


@api.get("/public-channels/<slug>", allow=anyone, answer=PublicChannelSchema)
def one(session: Session, slug: str) -> dict[str, Any]:
    """Show a way to report; while it is open, with a token for one sending of its form."""
    place = channels.by_slug(session, slug)
    if place is None:
        raise NotFound("There is no page at this address.")
    token, not_before = None, None
    if queries.is_open(place):
        seconds = seconds_to_fill_in(lately(paces().reports))
        token, not_before = actions.open_form(office(), slug, seconds=seconds, now=clock().now())
    return {
        "open": token is not None,
        "langs": place.channel.langs,
        "help": queries.help_numbers(place.profile),
        "form_token": token,
        "not_before": not_before,
        "demonstration": True,
        "notice": str(NOBODY_READS),
    }


@api.post(
    "/public-channels/<slug>/reports",
    allow=anyone,
    body=NewReportSchema,
    answer=ReceiptSchema,
    status=201,
    own_transactions=True,
)
def report(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a report in; 409 `not_open`, `answered_before`, 429 `too_early`, 415 for a file.

    A form token serves one report; the same report sent again is answered alike for 60 minutes.
    """
    answer = actions.receive(office(), slug, filled_in(body), _key(), clock().now())
    note(paces().reports)
    return {**answer, "demonstration": True, "notice": str(NOBODY_READS)}


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key and len(key) > LONGEST_KEY:
        raise Invalid(
            "The Idempotency-Key is too long.",
            errors={
                "Idempotency-Key": [sentence("Use at most %(most)s characters.", most=LONGEST_KEY)]
            },
        )
    return key
