"""Learners as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.errors import sentence
from training.learners import rules
from training.placements.actions import Wish

PLACES = (rules.SCHOOL, rules.PARTNER, rules.VENUE)
LANG = validate.Regexp(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")


class PlacementSchema(Schema):
    """Where a person learns: at a school in a group of its staff, with a partner, in a venue."""

    school = fields.UUID()
    partner = fields.UUID()
    venue = fields.UUID()
    group = fields.String(validate=validate.OneOf(rules.GROUPS))
    lang = fields.String(required=True, validate=LANG)

    @validates_schema
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for one place, and for the group where there are groups."""
        if sum(place in data for place in PLACES) != 1:
            raise ValidationError(sentence("Name one place: school, partner or venue."))
        if (rules.SCHOOL in data) != ("group" in data):
            raise ValidationError(
                sentence("Name the group of staff at a school, and only there."), "group"
            )


class LearnerStateSchema(Schema):
    """Whether a person still belongs to a school."""

    state = fields.String(required=True, validate=validate.OneOf((rules.ACTIVE, rules.LEFT)))


class LearnerSchema(Schema):
    """A learner, without a name: names are for the pages of their own school."""

    id = fields.UUID()
    place = fields.String()
    place_id = fields.UUID()
    group = fields.String(attribute="staff_group", allow_none=True)
    lang = fields.String()
    state = fields.String()
    left_on = fields.Date(allow_none=True)
    row_version = fields.Integer()


class LearnerPageSchema(Schema):
    """A page of learners."""

    items = fields.List(fields.Nested(LearnerSchema))
    next = fields.String(allow_none=True)


class LearnerQuerySchema(Schema):
    """Of which school, and where to go on."""

    school = fields.UUID(required=True)
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


def wish_of(body: dict[str, Any]) -> Wish:
    """Return where a person wants to learn."""
    place = next(each for each in PLACES if each in body)
    return Wish(place, body[place], body.get("group"), body["lang"])
