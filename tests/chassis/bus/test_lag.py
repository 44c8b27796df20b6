"""How far a consumer is behind is looked at through the feed, and never from the beginning."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis.bus import lag
from chassis.bus.cursors import CursorTooOld
from chassis.bus.events import Delivered
from chassis.bus.feed import Feed, LocalFeed, Page
from chassis.bus.inbox import Subscription
from chassis.bus.lag import LogWatch, Missing
from chassis.bus.wake import wake_of
from chassis.db import Database
from chassis.tables import bus_cursor, inbox
from tests.chassis.bus.town import LAMPS, LampBroken, LampChanged, reader, tell


@dataclass
class Noted:
    """A feed that notes from where it was read; it may have lost its beginning."""

    feed: Feed
    afters: list[int] = field(default_factory=list)
    is_cut: bool = False

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        self.afters.append(after)
        if after and self.is_cut:
            raise CursorTooOld(after)
        return self.feed.page(after, types, limit, wait)


@pytest.fixture
def feed(works: Database) -> Noted:
    return Noted(LocalFeed(works, wake_of(works)))


@pytest.fixture
def watch(works: Database, district: Database, feed: Noted) -> LogWatch:
    """A watch over a works with three facts, all of which the district has taken in."""
    tell(works, "a", "b", "c")
    reader(district, works).step()
    return LogWatch(district, "works", feed, [LampChanged.type, LampBroken.type])


def lose(district: Database, *, newest: int) -> None:
    """Let the district be without its newest facts, as if they had never come."""
    lost = select(inbox.c.event_id).order_by(inbox.c.event_id.desc()).limit(newest)
    with district.write() as session:
        session.execute(delete(inbox).where(inbox.c.event_id.in_(lost)))
        session.execute(update(bus_cursor).values(position=0))


def test_who_has_everything_is_behind_by_nothing(watch: LogWatch) -> None:
    assert watch.look() == Missing(0, 0.0)


def test_what_was_told_since_is_missing_until_it_is_taken_in(
    watch: LogWatch, works: Database, district: Database
) -> None:
    tell(works, "d", "e")
    assert watch.look() is not None
    assert (watch.look() or Missing()).facts == 2
    reader(district, works).step()
    assert watch.look() == Missing(0, 0.0)


def test_what_came_past_the_cursor_is_not_missing(watch: LogWatch, district: Database) -> None:
    with district.write() as session:
        session.execute(update(bus_cursor).values(position=0))
    assert watch.look() == Missing(0, 0.0)


def test_it_is_told_how_long_the_oldest_has_been_missing(
    watch: LogWatch, works: Database, district: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(lag, "monotonic", lambda: now[0])
    tell(works, "d")
    assert watch.look() == Missing(1, 0.0)
    now[0] += 90
    tell(works, "e")
    assert watch.look() == Missing(2, 90.0)
    reader(district, works).step()
    tell(works, "f")
    now[0] += 15
    assert watch.look() == Missing(1, 0.0), "it is another that is the oldest now"


def test_a_fact_that_is_set_aside_is_not_missing(
    watch: LogWatch, works: Database, district: Database
) -> None:
    def fail(_session: Session, _events: Sequence[Delivered]) -> None:
        raise ZeroDivisionError

    tell(works, "d")
    reader(district, works, [Subscription(LAMPS.types, fail, "lamp")]).step()
    assert watch.look() == Missing(0, 0.0)


def test_a_look_reads_only_what_was_told_since_the_last(
    watch: LogWatch, works: Database, district: Database, feed: Noted
) -> None:
    lose(district, newest=0)
    assert watch.look() == Missing(0, 0.0)
    assert watch.look() == Missing(0, 0.0)
    assert (feed.afters[0], feed.afters[1]) == (0, 3)
    tell(works, "d")
    reader(district, works).step()
    watch.look()
    assert feed.afters[2] == 4, "the cursor is trusted where it is further"


def test_a_long_log_is_compared_in_parts_and_nothing_is_said_before_its_end(
    watch: LogWatch, works: Database, district: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(works, *"defg")
    reader(district, works).step()
    lose(district, newest=1)
    monkeypatch.setattr(lag, "PAGE", 2)
    monkeypatch.setattr(lag, "MOST_COMPARED", 4)
    assert watch.look() is None
    assert (watch.look() or Missing()).facts == 1


def test_counting_what_is_missing_ends_at_a_bound(
    watch: LogWatch, works: Database, feed: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(works, *"defghij")
    monkeypatch.setattr(lag, "PAGE", 2)
    monkeypatch.setattr(lag, "MOST_MISSING", 4)
    assert (watch.look() or Missing()).facts == 4
    assert len(feed.afters) == 2


def test_a_log_that_was_cut_is_looked_at_from_its_beginning(
    watch: LogWatch, works: Database, feed: Noted
) -> None:
    feed.is_cut = True
    tell(works, "d")
    for _ in range(2):
        assert (watch.look() or Missing()).facts == 1
    assert feed.afters == [3, 0, 0]
