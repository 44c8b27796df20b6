"""What a service is, as data: its routes, what it listens to, its long and its timed work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint
from sqlalchemy.orm import Session

from chassis.belongings import Finders
from chassis.bus.inbox import Subscription
from chassis.faults import ErrorPage
from chassis.frame import HelpNumber, Link, Text
from chassis.http import ApiBlueprint
from chassis.jobs import Step
from chassis.mail import Texts
from chassis.placelog import PlaceLog
from chassis.worker import Timer

if TYPE_CHECKING:
    from chassis.seen import Seen


@dataclass(frozen=True)
class Host:
    """Who runs this deployment, for the frame of every page."""

    partner_name: str = ""
    is_demo: bool = False
    help_numbers: tuple[HelpNumber, ...] = ()
    tz: str = "UTC"
    """Time zone in which instants are shown, unless a page knows a nearer one."""


def _no_places(_roles: frozenset[str]) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all services show alike around their pages.

    Attributes:
        programme: name of the programme as the public knows it.
        places: where a reader with these roles may go, 3 to 6 links.
        search_url: where the search box in the header leads, for a reader with these roles.
        foot: links at the foot of every page.

    """

    programme: Text = ""
    places: Callable[[frozenset[str]], Sequence[Link]] = _no_places
    search_url: Callable[[frozenset[str]], str | None] = lambda _roles: None
    foot: Sequence[Link] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service, ready to be served and worked.

    Attributes:
        name: machine name and first part of its paths.
        about: one line for the API document.
        host: reads who runs this deployment from the service's own database.
        sources: producers it reads, by the facts it listens to.
        remembers_people: whether it writes down who signed in here (`chassis.seen`).
        error_pages: draws the errors of all addresses below a path in a frame of their own.
        finders: say whose the things are that its paths name (`chassis.belongings`).
        mails: the kinds of mail it sends, by name.
        log: what it shows of its record to the people of a place.
        translations: folder of its catalogues of texts.
        on_seen: told of each person whose newer token was shown, in the same transaction.

    """

    name: str
    about: str
    pages: Sequence[Blueprint] = ()
    apis: Sequence[ApiBlueprint] = ()
    subscriptions: Sequence[Subscription] = ()
    jobs: Mapping[str, Step] = field(default_factory=dict)
    timers: Sequence[Timer] = ()
    mails: Texts = field(default_factory=dict)
    finders: Finders = field(default_factory=dict)
    host: Callable[[Session], Host] = lambda _session: Host()
    surroundings: Surroundings = Surroundings()
    remembers_people: bool = False
    error_pages: Mapping[str, ErrorPage] = field(default_factory=dict)
    log: PlaceLog | None = None
    translations: Path | None = None
    on_seen: "Callable[[Session, Seen, datetime], None] | None" = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the producers whose facts this service listens to, sorted."""
        return tuple(sorted({f.service() for each in self.subscriptions for f in each.types}))
