"""Many invented schools at once, alike on every machine."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from chassis.db import Database
from chassis.ids import new_id
from registry.schools.model import School
from registry.schools.rules import search_texts

MADE_ON = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
CHUNK = 5000
KINDS = ("School", "Lyceum", "Școala", "Школа", "โรงเรียน", "مدرسة")
TOWNS = [f"{first}{last}" for first in ("Bran", "Lum", "Tark", "Vel", "Ос", "Ко") for last in
         ("ovka", "eni", "ești", "burg", "dal", "ір", "нів", "haven")]  # fmt: skip
PLANTS = ("Oak", "Linden", "Ясень", "Мак", "Nuferi", "Salcâm", "กุหลาบ", "زيتون")


def one(number: int, partner_id: UUID, **more: Any) -> dict[str, Any]:
    """Return the columns of the school of that number."""
    chance = random.Random(number)
    town = (
        TOWNS[number * len(TOWNS) // 1_000_000 % len(TOWNS)] if number % 2 else TOWNS[number % 48]
    )
    name = f"{chance.choice(KINDS)} {chance.choice(PLANTS)} {chance.randrange(100_000)}"
    made: dict[str, Any] = {
        "id": UUID(int=chance.getrandbits(128)),
        "partner_id": partner_id,
        "country": "MD",
        "area": f"Area {number % 30}",
        "town": town,
        "name": name,
        "names": {},
        "official_code": f"{number:07}",
        "langs": ["ro"],
        "public_listing": False,
        "state": "verified" if number % 500 == 7 else "listed",
        "operating": "proposed_to_close" if number % 900 == 5 else "open",
        "created_at": MADE_ON,
        "updated_at": MADE_ON,
        "row_version": 1,
    } | more
    texts = search_texts(made["name"], made["town"], made["official_code"], made["names"])
    return made | {name: getattr(texts, name) for name in texts.__slots__}


def fill(database: Database, partner_id: UUID, count: int) -> None:
    """Put so many schools into a database, and let PostgreSQL look at them."""
    for start in range(0, count, CHUNK):
        chunk = [one(n, partner_id) for n in range(start, min(start + CHUNK, count))]
        with database.write() as session:
            session.execute(insert(School), chunk)
    settle(database)


def put(database: Database, partner_id: UUID, **more: Any) -> UUID:
    """Put one school into a database, and return its id."""
    return put_all(database, partner_id, [more])[0]


def put_all(database: Database, partner_id: UUID, rows: Sequence[dict[str, Any]]) -> list[UUID]:
    """Put schools that differ as said into a database, and return their ids."""
    made = [one(number, partner_id, **{"id": new_id(), **row}) for number, row in enumerate(rows)]
    with database.write() as session:
        session.execute(insert(School), made)
    return [row["id"] for row in made]


def multiply(database: Database, times: int) -> None:
    """Add so many copies of every school, each with a number behind its name and its code."""
    fresh = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
    changed = {"id": fresh[database.dialect]} | {
        name: f"{name} || ' ' || :copy"
        for name in ("name", "official_code", "code_key", "folded", "name_key", "match_key")
    }
    names = [column.name for column in School.__table__.columns if column.name != "no"]
    values = ", ".join(changed.get(name, name) for name in names)
    with database.read() as session:
        last = session.scalar(text("SELECT max(no) FROM school"))
    for copy in range(times):
        with database.write() as session:
            session.execute(
                text(f"INSERT INTO school ({', '.join(names)}) SELECT {values} FROM school "
                     "WHERE no <= :last"),
                {"copy": str(copy), "last": last},
            )  # fmt: skip
    settle(database)


def settle(database: Database) -> None:
    """Let PostgreSQL look at what was put in, as its own housekeeper would after a while."""
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
            raw.execute(text("VACUUM ANALYZE school"))
