"""The POST that is measured, with and without its outbox row, in a real gunicorn."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify, request
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from chassis.bus import outbox
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import NAMING, TYPES, Database, Versioned
from chassis.ids import new_id
from chassis.serve import Server, options
from chassis.settings import Settings
from contracts.examples import PARTNER_CODE
from tests.bench.bus.facts import next_change

PLAIN, TOLD = "/plain", "/told"
THREADS = 8


class Base(DeclarativeBase):
    """Base of the one table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Note(Versioned, Base):
    """What a POST writes."""

    __tablename__ = "bench_note"

    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class Notes:
    """The application: nothing but the write, so that the outbox row weighs as much as it can."""

    def __init__(self, url: str) -> None:
        self._url = url

    def build(self) -> Flask:
        """Return the application; called in the worker, after the fork."""
        self._database = Database(self._url)
        app = Flask("notes")
        app.add_url_rule(PLAIN, "plain", self.write_plainly, methods=["POST"])
        app.add_url_rule(TOLD, "told", self.write_and_tell, methods=["POST"])
        return app

    def begin(self) -> None:
        """Start what wakes the sequencer."""
        wake_of(self._database).start()

    def write_plainly(self) -> tuple[Response, int]:
        """Write a note."""
        with self._database.write() as session:
            note = _add(session)
        return jsonify(id=note.id, row_version=note.row_version), 201

    def write_and_tell(self) -> tuple[Response, int]:
        """Write a note and record a fact."""
        with self._database.write() as session:
            note = _add(session)
            fact, version = next_change()
            outbox.record(
                session, fact, version=version, partner=PARTNER_CODE, now=SystemClock().now()
            )
        return jsonify(id=note.id, row_version=note.row_version), 201


def _add(session: Session) -> Note:
    note = Note(id=str(new_id()), text=request.json["text"])
    session.add(note)
    session.flush()
    return note


def run(url: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until told to end."""
    notes = Notes(url)

    def begin() -> None:
        notes.begin()
        ready()

    with tempfile.TemporaryDirectory(prefix="ciss-bench-") as folder:
        settings = Settings(data=Path(folder), port=port, threads=THREADS)
        Server(notes.build, options(settings), begin=begin).run()
