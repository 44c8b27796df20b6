"""Count a number further."""

from sqlalchemy.orm import Session

from certification.numbers import rules
from certification.numbers.model import NumberCount
from chassis.upsert import insert_into


def next_number(session: Session, prefix: str, country: str, year: int) -> str:
    """Return the next number of a prefix, a country and a year.

    The count is held until the write ends, and goes back with it: no number is given twice,
    and none is left out.

    Raises:
        Refused: `numbers_used_up`.

    """
    table = NumberCount.metadata.tables["number_count"]
    statement = insert_into(session, table).values(
        prefix=prefix, country=country, year=year, last=1
    )
    statement = statement.on_conflict_do_update(
        index_elements=["prefix", "country", "year"], set_={"last": table.c.last + 1}
    )
    count = session.execute(statement.returning(table.c.last)).scalar_one()
    return rules.number(prefix, country, year, count)
