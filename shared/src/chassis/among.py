"""A column among many values, said with one bound value however many there are."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, String, Uuid, any_, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from chassis.upsert import dialect_of


def among(
    session: Session, column: InstrumentedAttribute[Any], values: Collection[Any]
) -> ColumnElement[bool]:
    """Return `column IN (values)` for texts and ids, as one array or one JSON document.

    A bound value for each of a thousand costs more than the search itself.
    """
    if dialect_of(session) == "sqlite":
        plain = [getattr(value, "hex", value) for value in values]
        each = func.json_each(json.dumps(plain)).table_valued("value")
        return column.in_(select(each.c.value))
    kind = Uuid() if isinstance(column.type, Uuid) else String()
    return column == any_(bindparam(None, list(values), type_=ARRAY(kind)))
