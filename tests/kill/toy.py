"""The program the kill harness kills: a works and two districts in one gunicorn worker.

`python -m tests.kill.toy` reads its port and its three database addresses as one JSON line
from standard input, and says `ready` on standard output once its threads run.
"""

import json
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response
from sqlalchemy import Column, String, Table, Uuid, insert

from chassis.bus.feed import LocalFeed
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import Database
from chassis.ids import new_id
from chassis.serve import Server, options
from chassis.settings import Settings
from chassis.worker import Worker, stop_all
from tests.chassis.bus.town import LAMPS, WORKS, set_lamp

NAMES = ("works", "east", "west")

promise = Table(
    "promise",
    WORKS,
    Column("id", Uuid, primary_key=True),
    Column("lamp", String(60), nullable=False),
)
"""One row for each write that was answered; the answer is the id."""


class Toy:
    """The databases, the web side and the workers."""

    def __init__(self, urls: dict[str, str]) -> None:
        self._urls = urls
        self.databases: dict[str, Database] = {}
        self._workers: list[Worker] = []

    def build(self) -> Flask:
        """Return the application; called in the worker, after the fork."""
        self.databases = {name: Database(url) for name, url in self._urls.items()}
        app = Flask("toy")
        app.add_url_rule("/lamps/<name>", view_func=self.set_lamp, methods=["POST"])
        return app

    def set_lamp(self, name: str) -> tuple[Response, int] | Response:
        """Set a lamp and promise that everybody will know."""
        identifier = new_id()
        with self.databases["works"].write() as session:
            session.execute(insert(promise).values(id=identifier, lamp=name))
            set_lamp(session, name)
        return Response(str(identifier), 201)

    def begin(self) -> None:
        """Start the threads and say so."""
        works = self.databases["works"]
        feeds = {"works": LocalFeed(works, wake_of(works))}
        for name, database in self.databases.items():
            listens = () if name == "works" else (LAMPS,)
            self._workers.append(
                Worker(name, database, SystemClock(), feeds=feeds, subscriptions=listens)
            )
        for worker in self._workers:
            worker.start()
        print("ready", flush=True)

    def end(self) -> None:
        """End the threads."""
        stop_all(self._workers)


def main() -> None:
    """Serve until killed."""
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    toy = Toy(told["urls"])
    settings = Settings(data=Path(told["folder"]), port=told["port"], threads=8)
    Server(toy.build, options(settings), begin=toy.begin, end=toy.end).run()


if __name__ == "__main__":
    main()
