"""A toy service: notes on a wall, enough to try every habit of the chassis."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import ECKey
from marshmallow import Schema, fields, validate
from prometheus_client import CollectorRegistry
from sqlalchemy import MetaData, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from chassis import paging
from chassis.auth import anyone, roles, signed_in
from chassis.belongings import shared
from chassis.clock import Clock
from chassis.db import NAMING, TYPES, Database, Versioned
from chassis.errors import DomainError, NotFound, Refused, Stale
from chassis.forms import Form
from chassis.http import ApiBlueprint, needed
from chassis.ids import new_id
from chassis.keyring import FixedKeys
from chassis.pages import PageBlueprint, said
from chassis.readings import Recorded, belongs_to
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings
from chassis.tables import adopt, audit_head, bus_counter
from chassis.web import create_app

READER = "u1"
KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
BASE = "http://127.0.0.1:8080"


class Base(DeclarativeBase):
    """Base of the toy's tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


adopt(Base.metadata)


class Note(Versioned, Base):
    """A note on the wall."""

    __tablename__ = "note"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    text: Mapped[str]


class NoteBody(Schema):
    """What a writer sends."""

    text = fields.String(required=True, validate=validate.Length(1, 50))


class NoteSchema(Schema):
    """What a reader gets."""

    id = fields.UUID()
    text = fields.String()
    row_version = fields.Integer()


class NotePage(Schema):
    """A page of notes."""

    items = fields.List(fields.Nested(NoteSchema))
    next = fields.String(allow_none=True)


class NoteQuery(Schema):
    """Which notes."""

    after = fields.String()
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


api = ApiBlueprint("notes", url_prefix="/toy/api/v1")
pages = PageBlueprint("notes", __name__, url_prefix="/toy")


@api.get("/notes", allow=anyone, query=NoteQuery, answer=NotePage)
def list_notes(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the notes by text."""
    statement = select(Note).order_by(Note.text, Note.id).limit(query["limit"] + 1)
    condition = paging.after([Note.text, Note.id], query.get("after"))
    if condition is not None:
        statement = statement.where(condition)
    rows = session.scalars(statement).all()
    return paging.page(rows, query["limit"], lambda note: (note.text, note.id))


@api.get("/notes/<uuid:note_id>", allow=signed_in, answer=NoteSchema)
def get_note(session: Session, note_id: UUID) -> Note:
    """Read one note."""
    found = session.get(Note, note_id)
    if found is None:
        raise NotFound("There is no such note.")
    return found


@api.get("/notes/of/<text>", allow=anyone, answer=NoteSchema)
def note_of(session: Session, text: str) -> Note:
    """Read the note with this text."""
    found = session.scalar(select(Note).where(Note.text == text))
    if found is None:
        raise NotFound("There is no such note.")
    return found


@api.post("/notes", allow=roles("writer"), body=NoteBody, answer=NoteSchema, status=201)
def add_note(session: Session, body: dict[str, Any]) -> Note:
    """Put a note up."""
    note = Note(text=body["text"])
    session.add(note)
    session.flush()
    if body["text"] == "forbidden":
        raise Refused("Not this word.", reason="bad_word", word="forbidden")
    return note


@api.post("/secrets", allow=anyone, answer=NoteSchema, status=201, secret=True)
def add_secret(session: Session) -> Note:
    """Put a note up whose answer is a secret."""
    note = Note(text="secret")
    session.add(note)
    session.flush()
    return note


@api.patch("/notes/<uuid:note_id>", allow=roles("writer"), body=NoteBody, answer=NoteSchema)
def change_note(
    session: Session, body: dict[str, Any], note_id: UUID, row_version: int | None
) -> Note:
    """Change a note."""
    note = session.get_one(Note, note_id)
    if needed(row_version) != note.row_version:
        raise Stale(yours=body, theirs={"text": note.text})
    note.text = body["text"]
    session.flush()
    return note


HOUSE_DIARY = Recorded("diary.read", subject="house", place="house")
LETTER_DIARY = Recorded("diary.read", subject="house")


class DiaryQuery(Schema):
    """Whether the diary is shut."""

    shut = fields.String()


def diary(_session: Session, *_query: dict[str, Any], house: UUID) -> Any:
    """Show what only somebody on record may see."""
    if request.args.get("shut"):
        raise NotFound("The diary is shut.")
    belongs_to("elsewhere")
    return {"house": str(house), "text": "dear diary"}


for _kind, _recorded in (("houses", HOUSE_DIARY), ("letters", LETTER_DIARY)):
    _rule = f"/{_kind}/<uuid:house>/diary"
    diary.__name__ = f"diary_of_{_kind}"
    pages.get(_rule, allow=roles("writer"), recorded=_recorded)(diary)
    api.get(_rule, allow=roles("writer"), recorded=_recorded, query=DiaryQuery)(diary)


@api.get("/bug", allow=anyone)
def bug(_session: Session) -> None:
    """Break."""
    raise ZeroDivisionError("secret detail")


@api.get("/sneaky", allow=anyone)
def sneaky(session: Session) -> dict[str, str]:
    """Write where only reading is allowed."""
    session.execute(insert(Note).values(id=new_id(), text="x", row_version=1))
    return {}


@pages.get("/wall", allow=signed_in)
def wall(session: Session) -> str:
    """Show the wall."""
    return " | ".join(session.scalars(select(Note.text).order_by(Note.id)))


@pages.get("/wall/<text>", allow=anyone)
def on_wall(session: Session, text: str) -> str:
    """Show one note."""
    note: Note = note_of(session, text)
    return note.text


@pages.get("/found", allow=anyone)
def found(session: Session) -> str:
    """Count the notes with the text asked for."""
    text = Note.text == request.args.get("text", "")
    return str(session.scalar(select(func.count()).select_from(Note).where(text)))


@pages.post("/wall", allow=signed_in)
def write_on_wall(session: Session) -> Any:
    """Write on the wall; an unknown hand changes nothing."""
    session.add(Note(text="from a page"))
    session.flush()
    if not Form().validate():
        return "not ours", 422
    return said("note_up", "/toy/wall")


@api.get("/own/bug", allow=anyone)
def own_bug(_session: Session) -> None:
    """Break, below a path that has error pages of its own."""
    raise ZeroDivisionError("secret detail")


def own_error(error: DomainError) -> str:
    """Draw an error in a frame of its own."""
    if error.status == 405:
        raise ZeroDivisionError("no page for this")
    return f"own frame: {error.status} {error.reason}"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settings() -> Settings:
    """Return settings of a deployment on loopback."""
    return Settings(data=Path("unused"), public_url=BASE, service_key="sk")


def make(database: Database, clock: Clock, name: str = "toy") -> Flask:
    """Return the toy over an empty database, under its own name or that of a teller of facts."""
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        session.execute(insert(bus_counter).values(id=1, last=0))
        session.execute(insert(audit_head).values(id=1, no=0, hash="0" * 64))
    return over(database, clock, name)


def over(database: Database, clock: Clock, name: str = "toy") -> Flask:
    """Return the toy over a database that has the tables it is asked about."""
    service = Service(
        finders=dict.fromkeys(("houses", "letters", "notes"), shared),
        name=name,
        about="Notes.",
        pages=[pages.blueprint],
        apis=[api],
        error_pages={"/toy/api/v1/own": own_error},
    )
    app = create_app(
        service,
        Resources(
            service=name,
            settings=settings(),
            database=database,
            clock=clock,
            keys=FixedKeys(KEY),
            pages_key=b"p" * 32,
            metrics=CollectorRegistry(),
        ),
    )
    app.testing = True
    return app


def token(clock: Clock, *role_names: str, seconds: int = 900, **changes: Any) -> str:
    """Return a token of an invented person with these roles."""
    now = clock.now().astimezone(UTC).timestamp()
    claims = {
        "iss": BASE,
        "aud": "ciss",
        "sub": READER,
        "sid": "s1",
        "iat": int(now),
        "exp": int(now) + seconds,
        "roles": [{"role": name, "scope": "partner", "id": "p"} for name in role_names],
    }
    return jwt.encode({"alg": "ES256", "kid": KEY.kid}, claims | changes, KEY)


def instant(text: str) -> datetime:
    """Return an instant."""
    return datetime.fromisoformat(text)


def doc(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON document of an answer."""
    content: dict[str, Any] = json.loads(answer.data)
    return content
