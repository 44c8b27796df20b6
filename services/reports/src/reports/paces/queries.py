"""How fast things go in the running app."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from flask import current_app, request

from chassis.resources import clock
from reports.paces.rules import Pace

EXTENSION = "ciss.reports.paces"


@dataclass(frozen=True)
class Paces:
    """What is counted: reports within an hour, wrong codes within ten minutes."""

    reports: Pace = field(default_factory=lambda: Pace(timedelta(hours=1)))
    guesses: Pace = field(default_factory=lambda: Pace(timedelta(minutes=10)))


def paces() -> Paces:
    """Return the counters of this process."""
    return cast(Paces, current_app.extensions[EXTENSION])


def note(pace: Pace) -> None:
    """Count this request."""
    pace.note(request.remote_addr, clock().now())


def lately(pace: Pace) -> int:
    """Return how often the network of this request was counted lately."""
    return len(pace.recent(request.remote_addr, clock().now()))
