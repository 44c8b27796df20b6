"""Who holds a school sees it as it is now, though the same write has read it before."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.orm import Session

from chassis.db import Database
from registry.partners import queries as partners
from registry.schools import actions, queries
from registry.schools.model import School
from tests.registry.conftest import PARTNER_ID, PageAs
from tests.registry.schools.crowd import put
from tests.registry.schools.test_pages import read, school, send

Hold = Callable[[Session, UUID], School | None]

HOLDS: dict[str, Hold] = {
    "get": lambda session, found: queries.get(session, PARTNER_ID, found, lock=True),
    "held": lambda session, found: queries.held(session, "school", str(found)),
    "several": lambda session, found: queries.several(session, PARTNER_ID, [found], lock=True)[0],
}


def change_elsewhere(session: Session, database: Database, table: str, **more: Any) -> None:
    """Let somebody else change a row and be done with it, while a write goes on.

    SQLite has one writer at a time, so there it is the write's own connection that does it; what
    the write has read is as old then as it would be.
    """
    column, row = next(name for name in more if name != "id"), more["id"]
    change = text(
        f"UPDATE {table} SET {column} = :value, row_version = row_version + 1 WHERE id = :id"
    ).bindparams(bindparam("id", row, Uuid), value=more[column])
    if database.dialect == "sqlite":
        session.connection().execute(change)
        return
    with database.write() as other:
        other.execute(change)


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
def test_a_school_changed_since_it_was_read_is_held_as_it_is_now(
    database: Database, partner: UUID, hold: Hold
) -> None:
    school_id = put(database, partner, town="Bălți")
    with database.write() as session:
        read_before = queries.get(session, partner, school_id)
        change_elsewhere(session, database, "school", town="Orhei", id=school_id)
        assert read_before.town == "Bălți"
        found = hold(session, school_id)
        assert found is not None
        assert (found.town, found.row_version) == ("Orhei", 2)
        found.area = "North"
    kept = school(database, school_id)
    assert (kept.town, kept.area, kept.row_version) == ("Orhei", "North", 3)


def test_a_partner_changed_since_it_was_read_is_held_as_it_is_now(
    database: Database, partner: UUID
) -> None:
    with database.write() as session:
        read_before = partners.get(session, partner)
        change_elsewhere(session, database, "partner", name="Another name", id=partner)
        assert read_before.name == "Child Safety Moldova"
        assert partners.get(session, partner, lock=True).name == "Another name"


def test_a_change_that_comes_in_between_costs_nothing_that_was_typed(
    database: Database, page_as: PageAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has read the school, and somebody saves it before the page does."""
    browser = page_as("coordinator")
    school_id = put(database, PARTNER_ID, town="Bălți")
    change = actions.change

    def too_late(session: Session, *given: Any, **more: Any) -> School:
        change_elsewhere(session, database, "school", town="Orhei", id=school_id)
        return change(session, *given, **more)

    monkeypatch.setattr(actions, "change", too_late)
    answer = send(browser, f"/registry/schools/{school_id}/edit", town="Soroca")
    shown = read(answer, 409)
    typed = shown.select_one("[name=town]")
    assert typed is not None
    assert typed["value"] == "Soroca"
    assert "Orhei" in shown.text
    version = shown.select_one("[name=row_version]")
    assert version is not None
    assert version["value"] == "2"
