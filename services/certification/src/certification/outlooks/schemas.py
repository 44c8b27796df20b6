"""How far a school is, as JSON."""

from typing import Any

from marshmallow import Schema, fields

from certification.gates.schemas import GatesSchema
from certification.outlooks.queries import Outlook


class RaiseSchema(Schema):
    """One step of one criterion."""

    criterion = fields.String()
    from_ = fields.Integer(data_key="from")
    to = fields.Integer()
    effort = fields.String()
    waits_for = fields.String()


class NextSchema(Schema):
    """The next award, and the shortest way to it."""

    level = fields.String()
    raises = fields.List(fields.Nested(RaiseSchema))


class CappedSchema(Schema):
    """A rating above what the programme knows today."""

    criterion = fields.String()
    rating = fields.Integer()
    ceiling = fields.Integer()


class OutlookSchema(Schema):
    """How far a school is; `next` is null when nothing is above."""

    level = fields.String(allow_none=True)
    modules = fields.Dict(keys=fields.String(), values=fields.Integer())
    gates = fields.Nested(GatesSchema)
    capped = fields.List(fields.Nested(CappedSchema))
    next = fields.Nested(NextSchema, allow_none=True)


def body_of(outlook: Outlook) -> dict[str, Any]:
    """Return how far a school is, as it is answered."""
    return {
        "level": outlook.level,
        "modules": outlook.modules,
        "gates": outlook.gates,
        "capped": outlook.capped,
        "next": _next(outlook) if outlook.next_level else None,
    }


def _next(outlook: Outlook) -> dict[str, Any]:
    raises = [
        {
            "criterion": each.criterion,
            "from_": each.from_level,
            "to": each.to_level,
            "effort": each.effort,
            **({"waits_for": each.waits_for} if each.waits_for else {}),
        }
        for each in outlook.raises
    ]
    return {"level": outlook.next_level, "raises": raises}
