"""All four services in the past, for the invented people to act in."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from werkzeug.test import Client

from allinone.compose import SERVICES, Town
from allinone.demo_people import Cast
from allinone.deployment import Deployment
from chassis.bus.cursors import head_of
from chassis.bus.feed import LocalFeed
from chassis.bus.pull import Puller, pullers, settle
from chassis.bus.sequencer import Sequencer
from chassis.bus.wake import wake_of
from chassis.clock import StillClock
from chassis.errors import Refused
from chassis.timers import run_due

A_WHILE = timedelta(days=10)
Scene = tuple[datetime, Callable[[], object]]
"""When something happens, and what."""


class Stage:
    """All four services over a clock that stands still, and the news between them."""

    def __init__(self, deployment: Deployment, clock: StillClock, cast: Cast) -> None:
        self.clock = clock
        self.cast = cast
        self._last_round = clock.now()
        self._databases = deployment.databases()
        self._client = Client(Town(deployment))
        self._sequencers = [
            Sequencer(each, wake_of(each))
            for each in self._databases.values()
            if each.dialect == "postgresql"
        ]
        feeds = {name: LocalFeed(each, wake_of(each)) for name, each in self._databases.items()}
        self._readers = [
            reader
            for name, service in SERVICES.items()
            for reader in pullers(self._databases[name], feeds, service.subscriptions)
        ]
        self._heads = dict.fromkeys(self._databases, 0)

    def call(self, method: str, path: str, body: Any = None, *, by: str, tag: str = "") -> Any:
        """Ask as somebody, and return the answer's document.

        Raises:
            Refused: the answer is a problem.

        """
        headers = {"Authorization": f"Bearer {self.cast.token(by)}", "Idempotency-Key": uuid4().hex}
        if tag:
            headers["If-Match"] = self._client.get(tag, headers=headers).headers["ETag"]
        answer = self._client.open(path, method=method, json=body, headers=headers)
        if answer.status_code >= 400:  # noqa: PLR2004 - where problems begin
            raise Refused(f"{method} {path} as {by}: {answer.get_data(as_text=True)}")
        return answer.get_json(silent=True)

    def post(self, path: str, body: Any = None, *, by: str) -> Any:
        """Write as somebody."""
        return self.call("POST", path, {} if body is None else body, by=by)

    def play(self, scenes: Iterable[Scene], until: datetime) -> None:
        """Let everything happen, one after the other, and go on to an instant."""
        self.hear()
        for at, happens in scenes:
            self.move(at)
            happens()
            self.hear()
        self.move(until)
        self._keep_time()

    def move(self, instant: datetime) -> None:
        """Go on to an instant, and let happen what is due by then."""
        self.clock.set(max(instant, self.clock.now()))
        if self.clock.now() - self._last_round >= A_WHILE:
            self._keep_time()

    def _keep_time(self) -> None:
        """Do what comes round; seldom, since it counts the days that went by."""
        self._last_round = self.clock.now()
        for name, service in SERVICES.items():
            for timer in service.timers:
                run_due(self._databases[name], timer, self.clock)
        self.hear()

    def hear(self) -> None:
        """Let every service take in what the others told, and what they tell for it."""
        while behind := self._behind():
            settle(behind)

    def _behind(self) -> list[Puller]:
        """Return the readers of the logs that have grown since this was asked before."""
        for each in self._sequencers:
            each.step()
        before = dict(self._heads)
        for name, database in self._databases.items():
            with database.read() as session:
                self._heads[name] = head_of(session)
        return [each for each in self._readers if self._heads[each.source] != before[each.source]]
