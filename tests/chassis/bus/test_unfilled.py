"""A read model that comes late over what is known long since is named until it is filled."""

import pytest
from sqlalchemy import delete, update

from chassis.bus.inbox import Subscription, projected
from chassis.bus.replay import replay
from chassis.bus.status import Member, status
from chassis.bus.unfilled import never_filled
from chassis.db import Database
from chassis.tables import bus_applied, inbox
from tests.chassis.bus.town import LAMPS, NOON, Town, read_lamp, reader, seen, tell

NEW = projected(LAMPS.types, seen, "shown", read_lamp)
UPGRADED = [LAMPS, NEW]


@pytest.fixture
def works(town: Town) -> Database:
    return town.works()


@pytest.fixture
def district(town: Town, works: Database) -> Database:
    """A district that took two lamps in before it had its newest read model."""
    made = town.district()
    tell(works, "a", "b")
    reader(made, works).step()
    return made


def unfilled(
    works: Database, district: Database, subscriptions: list[Subscription] = UPGRADED
) -> list[str]:
    members = {"works": Member(works), "district": Member(district, subscriptions)}
    [found] = [each for each in status(members) if each.service == "district"]
    return list(found.unfilled)


def listening(district: Database) -> list[str]:
    with district.read() as session:
        return never_filled(session, UPGRADED)


def test_it_is_named_until_a_replay_has_filled_it(works: Database, district: Database) -> None:
    assert unfilled(works, district, [LAMPS]) == []
    assert unfilled(works, district) == listening(district) == ["shown"]
    members = {"works": Member(works), "district": Member(district, UPGRADED)}
    list(replay(members, "district", "shown", now=NOON))
    assert unfilled(works, district) == listening(district) == []


def test_news_that_comes_to_it_does_not_hide_that_it_lacks_the_past(
    works: Database, district: Database
) -> None:
    tell(works, "c")
    reader(district, works, UPGRADED).step()
    assert unfilled(works, district) == ["shown"]


def test_nothing_is_named_where_nothing_was_taken_in(works: Database, district: Database) -> None:
    with district.write() as session:
        session.execute(delete(inbox))
        session.execute(delete(bus_applied))
    assert unfilled(works, district) == listening(district) == []


def test_what_is_dead_was_missed_by_no_read_model(works: Database, district: Database) -> None:
    with district.write() as session:
        session.execute(update(inbox).values(state="dead"))
        session.execute(delete(bus_applied))
    assert unfilled(works, district) == listening(district) == []


def test_a_producer_that_is_away_leaves_what_the_service_itself_knows(district: Database) -> None:
    [found] = status({"district": Member(district, UPGRADED)})
    assert found.unfilled == ["shown"]
