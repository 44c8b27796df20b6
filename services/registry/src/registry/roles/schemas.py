"""Roles as JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.roles.rules import ROLES


class ScopeSchema(Schema):
    """Where a role is held: the type of the place, and its id."""

    type = fields.String(required=True, validate=validate.Length(1, 12))
    id = fields.String(required=True, validate=validate.Length(1, 40))


class PersonSchema(Schema):
    """A person, as those see them who appoint."""

    id = fields.UUID()
    login = fields.String()
    display_name = fields.String()


class MembershipSchema(Schema):
    """One role of a person at one place."""

    id = fields.UUID()
    user = fields.Nested(PersonSchema)
    role = fields.String()
    scope = fields.Method("get_scope")
    state = fields.String()
    valid_from = fields.AwareDateTime()
    valid_until = fields.AwareDateTime()
    row_version = fields.Integer()

    def get_scope(self, membership: Any) -> dict[str, str]:
        """Return the place as an object."""
        return {"type": membership.scope_type, "id": membership.scope_id}


class MembershipQuery(Schema):
    """Which roles are wanted."""

    role = fields.String(load_default=None, validate=validate.OneOf(list(ROLES)))
    school = fields.UUID(load_default=None)
    after = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class MembershipPage(Schema):
    """A page of roles."""

    items = fields.List(fields.Nested(MembershipSchema))
    next = fields.String(allow_none=True)
