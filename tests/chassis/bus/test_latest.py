"""The log without what was overtaken: complete, in order, in pages that cost the same."""

from typing import Any

import pytest

from chassis.bus import latest
from chassis.bus.cursors import ALL_TIERS
from chassis.bus.events import Fact, Tier
from chassis.bus.feed import Page
from chassis.bus.latest import end_query, latest_query, read_latest
from chassis.db import Database
from tests.chassis.bus.plans import analyze, plan_of, reads_it_all, write
from tests.chassis.bus.town import (
    LampBroken,
    LampChanged,
    WageChanged,
    set_lamp,
    tell,
)

PUBLIC = frozenset({Tier.PUBLIC})


def page(works: Database, after: int, limit: int = 100, **more: Any) -> Page:
    with works.read() as session:
        return read_latest(
            session, after, more.get("types", ()), limit, more.get("tiers", ALL_TIERS)
        )


def words(found: Page) -> list[str]:
    return [body.decode() for body in found.items]


MIXED: list[tuple[type[Fact], str]] = [
    (LampChanged, "a"),
    (LampChanged, "b"),
    (WageChanged, "a"),
    (LampChanged, "a"),
    (LampBroken, "a"),
    (WageChanged, "a"),
]


def test_of_each_type_and_subject_the_newest_comes_in_the_order_of_the_log(
    works: Database,
) -> None:
    write(works, MIXED)
    found = page(works, 0)
    assert words(found) == [
        "LampChanged b 2",
        "LampChanged a 4",
        "LampBroken a 5",
        "WageChanged a 6",
    ]
    assert found.next == 6
    assert page(works, 6) == Page([], 6)


def test_types_and_tiers_are_kept_apart_as_on_any_page(works: Database) -> None:
    write(works, MIXED)
    lamps = [LampChanged.type, LampBroken.type]
    assert words(page(works, 3, types=lamps)) == ["LampChanged a 4", "LampBroken a 5"]
    assert words(page(works, 4, tiers=PUBLIC)) == ["LampBroken a 5"]
    assert words(page(works, 0, types=[WageChanged.type], tiers=PUBLIC)) == []
    assert page(works, 3, tiers=frozenset()) == Page([], 3)


def test_page_after_page_gives_each_subject_once(works: Database) -> None:
    write(works, [(LampChanged, f"lamp-{i % 7}") for i in range(30)])
    found, after = [], 0
    while items := (got := page(works, after, 2)).items:
        found += words(Page(items, 0))
        after = got.next
    assert found == [f"LampChanged lamp-{i % 7} {i + 1}" for i in range(23, 30)]


def test_what_changes_between_two_pages_comes_at_the_end(works: Database) -> None:
    tell(works, "a", "b")
    first = page(works, 0, 1)
    tell(works, "a")
    rest = page(works, first.next)
    assert [b'"subject":"b"' in body for body in rest.items] == [True, False]
    assert rest.next == 3


def test_what_has_no_place_yet_overtakes_nothing(works: Database) -> None:
    tell(works, "a")
    with works.write() as session:
        set_lamp(session, "a")
        session.flush()
        assert len(page(works, 0)) == 1


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "FAR", 10)


@pytest.mark.usefixtures("narrow")
def test_a_page_looks_at_a_bounded_piece_and_moves_on_where_all_was_overtaken(
    works: Database,
) -> None:
    write(works, [(LampChanged, "a")] * 24 + [(LampChanged, "b")])
    steps = [page(works, 0, 3), page(works, 19, 3)]
    assert [(words(each), each.next) for each in steps] == [
        ([], 19),
        (["LampChanged a 24", "LampChanged b 25"], 25),
    ]


@pytest.fixture
def long_log(works: Database) -> Database:
    """A log of 12,000 facts about three hundred subjects of each type."""
    facts = [LampChanged if i % 30 == 0 else WageChanged for i in range(12_000)]
    write(works, [(fact, f"subject-{i // 30 % 300}") for i, fact in enumerate(facts)])
    analyze(works)
    return works


KEYS = [
    ((LampBroken.type, LampChanged.type), tuple(sorted(Tier)), "ix_outbox_type_position"),
    ((), (Tier.PUBLIC,), "ix_outbox_tier_position"),
]


@pytest.mark.parametrize(("types", "tiers", "walked"), KEYS)
def test_a_page_walks_a_piece_and_asks_the_index_for_each_subject(
    long_log: Database, types: tuple[str, ...], tiers: tuple[Tier, ...], walked: str
) -> None:
    values = {"after": 100, "limit": 500, "last": 3000, "most": 100}
    plan = plan_of(long_log, latest_query(long_log.dialect, types, tiers), values)
    assert walked in plan
    assert "ix_outbox_type_subject_position" in plan
    assert not reads_it_all(plan)
    end = plan_of(long_log, end_query(long_log.dialect, types, tiers), values)
    assert walked in end
    assert not reads_it_all(end)


def test_a_page_is_two_statements(long_log: Database, statements: list[str]) -> None:
    assert len(page(long_log, 6_000, types=[LampChanged.type])) == 100
    assert len(statements) == 2
