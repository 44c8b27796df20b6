"""Lists of schools over the JSON API: sent, looked at, corrected, confirmed."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Forbidden, Invalid, Stale, sentence
from chassis.http import ApiBlueprint, needed
from chassis.resources import clock, database
from registry.confirmations.actions import confirm
from registry.confirmations.rules import duplicates_of
from registry.imports import actions, formats, queries
from registry.imports.schemas import (
    ConfirmationSchema,
    ImportSchema,
    JobSchema,
    LinesQuery,
    MappingSchema,
    PageQuery,
    PageSchema,
    PairsSchema,
    ReadingSchema,
    StartedSchema,
    UploadSchema,
)
from registry.layouts.actions import by_header, places
from registry.layouts.formats import READ_CHOICES
from registry.uploads.actions import By
from registry.uploads.model import SchoolImport

api = ApiBlueprint(
    "imports",
    "/registry/api/v1",
    about="Lists of schools, read in any encoding, checked first, and taken in when confirmed.",
)
SENDERS = roles(*queries.HOSTS)
ONE = "/school-imports/<uuid:identifier>"


def _by() -> By:
    return By(id=actor().id, role=queries.role_of(actor()), now=clock().now())


@api.post(
    "/school-imports",
    allow=SENDERS,
    body=UploadSchema,
    answer=ImportSchema,
    status=201,
    location="form",
)
def send(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Send a list as `file`; nothing in the registry changes before it is confirmed.

    A small list is read at once and answered as `preview`; a larger one as `reading`, with `job`.
    """
    partner = queries.partner_of(session, actor())
    file = request.files.get("file")
    if file is None:
        raise Invalid("Send a file.", errors={"file": [sentence("Send a list as CSV or XLSX.")]})
    if body["any_country"] and not actor().has("hq"):
        raise Forbidden("Only headquarters may send schools of any country.", reason="hq_only")
    upload = actions.Upload(
        file=cast(BinaryIO, file.stream),
        file_name=file.filename or "list",
        country=body["country"],
        any_country=body["any_country"],
        mapping=body["mapping"],
        chosen=_chosen(body),
    )
    return queries.told(session, actions.receive(session, partner, upload, _by()))


@api.get("/school-imports", allow=SENDERS, query=PageQuery, answer=PageSchema)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List imports, newest first."""
    partner = queries.partner_of(session, actor())
    return queries.page(session, partner, query["after"], query["limit"])


@api.get(ONE, allow=SENDERS, answer=ImportSchema)
def one(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show an import: how the file is read, what its columns are, what its rows would do."""
    return queries.told(session, queries.get(session, actor(), identifier))


@api.put(f"{ONE}/mapping", allow=SENDERS, body=MappingSchema, answer=ImportSchema)
def remap(
    session: Session, body: dict[str, Any], identifier: UUID, row_version: int | None
) -> dict[str, Any]:
    """Say what each column is; the list is read again and the new counts answered."""
    found = _edited(session, identifier, row_version)
    actions.remap(
        session,
        found,
        places(found.header, body["columns"]),
        _by(),
        save_as=body["save_as"],
        dates=body["date_formats"],
    )
    return queries.told(session, found)


@api.put(f"{ONE}/reading", allow=SENDERS, body=ReadingSchema, answer=ImportSchema)
def reread(
    session: Session, body: dict[str, Any], identifier: UUID, row_version: int | None
) -> dict[str, Any]:
    """Say how the file is to be read, when letters look wrong or a row is taken for the header."""
    found = _edited(session, identifier, row_version)
    actions.reread(session, found, _chosen(body), _by())
    return queries.told(session, found)


@api.post(
    f"{ONE}/confirmation",
    allow=SENDERS,
    body=ConfirmationSchema,
    answer=StartedSchema,
    status=202,
)
def confirmation(session: Session, body: dict[str, Any], identifier: UUID) -> dict[str, Any]:
    """Let the list in.

    `duplicates` is `skip`, `add`, or line to one of them or to the id of the school it is.
    409 `not_ready`, `already_confirmed`, `cancelled`, `outdated`.
    """
    found = queries.get(session, actor(), identifier)
    duplicates = duplicates_of(body["duplicates"])
    job = confirm(session, found, duplicates, _by(), whole_list=body["whole_list"])
    return {"job": job, "state": found.state, "row_version": found.row_version}


@api.post(f"{ONE}/cancellation", allow=SENDERS, answer=ImportSchema)
def cancellation(session: Session, identifier: UUID) -> dict[str, Any]:
    """Stop; schools added before stay. 409 `already_done`."""
    found = queries.get(session, actor(), identifier)
    actions.cancel(session, found, _by())
    return queries.told(session, found)


@api.get(f"{ONE}/rejections.csv", allow=SENDERS)
def rejections(session: Session, identifier: UUID) -> Response:
    """Return the rows that cannot be taken, each with its reason, to be corrected and sent."""
    found = queries.get(session, actor(), identifier)
    return formats.rejections_answer(database(), found)


@api.get(f"{ONE}/duplicates", allow=SENDERS, query=LinesQuery, answer=PairsSchema)
def duplicates(session: Session, query: dict[str, Any], identifier: UUID) -> dict[str, Any]:
    """List rows that are possibly schools we have, each beside what it may be."""
    found = queries.get(session, actor(), identifier)
    return queries.duplicates(session, found.id, query["after"], query["limit"])


@api.get("/jobs/<uuid:identifier>", allow=SENDERS, answer=JobSchema)
def job(session: Session, identifier: UUID) -> dict[str, Any]:
    """Say how far long work has come: queued, running, done, failed or cancelled."""
    return queries.job_told(session, actor(), identifier)


def _chosen(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in READ_CHOICES if body[name] is not None}


def _edited(session: Session, identifier: UUID, row_version: int | None) -> SchoolImport:
    found = queries.get(session, actor(), identifier)
    if needed(row_version) != found.row_version:
        raise Stale(
            "This list was changed meanwhile. Look at it again.",
            yours={"row_version": row_version},
            theirs={"row_version": found.row_version, "mapping": by_header(found)},
        )
    return found
