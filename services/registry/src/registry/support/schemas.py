"""Support visits as JSON."""

from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.words import Words
from registry.schools.schemas import Line, word
from registry.support import rules


class NewVisitSchema(Schema):
    """A visit to be noted; nothing about a child belongs here."""

    school = fields.UUID(required=True)
    on = fields.Date(required=True)
    mode = word(rules.Mode, required=True)
    hours = fields.Float(required=True, validate=validate.Range(*rules.HOURS))
    modules = fields.List(
        word(rules.Module), load_default=list, validate=validate.Length(max=len(rules.Module))
    )
    notes = Words(load_default="", validate=validate.Length(max=rules.NOTE_LETTERS))
    next_steps = fields.List(
        Line(validate=validate.Length(1, rules.STEP_LETTERS)),
        load_default=list,
        validate=validate.Length(max=rules.MOST_STEPS),
    )

    @post_load
    def _as_kept(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {
            "hours": round(Decimal(str(data["hours"])), 2),
            "modules": sorted(set(data["modules"])),
            "notes": data["notes"].strip(),
        }


class VisitSchema(Schema):
    """A visit as it is answered."""

    id = fields.UUID()
    school = fields.UUID(attribute="school_id")
    school_name = fields.String()
    coach = fields.UUID(attribute="coach_id")
    coach_name = fields.String()
    on = fields.Date()
    mode = fields.String()
    hours = fields.Float()
    modules = fields.List(fields.String())
    notes = fields.String()
    next_steps = fields.List(fields.String())
    state = fields.String(dump_default="noted")
    row_version = fields.Integer()


class VisitPageSchema(Schema):
    """A page of visits."""

    items = fields.List(fields.Nested(VisitSchema))
    next = fields.String(allow_none=True)


class VisitQuerySchema(Schema):
    """What narrows the list, and which page of it."""

    school = fields.UUID(load_default=None)
    after = Line(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
