"""Invitations as JSON."""

from marshmallow import Schema, fields, validate

from registry.roles.rules import ROLES
from registry.roles.schemas import MembershipSchema, ScopeSchema


class InvitationBody(Schema):
    """Whom to invite, to what, where."""

    login = fields.String(required=True, validate=validate.Length(1, 100))
    role = fields.String(required=True, validate=validate.OneOf(list(ROLES)))
    scope = fields.Nested(ScopeSchema, required=True)


class InvitationSchema(Schema):
    """An offer just made; the link is told once."""

    id = fields.UUID(attribute="membership.id")
    state = fields.String(attribute="membership.state")
    row_version = fields.Integer(attribute="membership.row_version")
    membership = fields.Nested(MembershipSchema)
    invite_url = fields.String()
    is_mailed = fields.Boolean()
    expires_at = fields.AwareDateTime()


class OpenInvitationSchema(Schema):
    """What a link offers, for whoever holds it."""

    role = fields.String()
    scope = fields.Nested(ScopeSchema)
    partner_name = fields.String()
    is_new = fields.Boolean()
    expires_at = fields.AwareDateTime()


class AcceptanceBody(Schema):
    """What somebody new says about themselves; nothing, when the login exists."""

    display_name = fields.String(load_default="", validate=validate.Length(max=400))
    lang = fields.String(load_default="", validate=validate.Length(max=35))
    password = fields.String(load_default="", validate=validate.Length(max=1000))
    email = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=254))


class IdentitySchema(Schema):
    """Who somebody is from now on."""

    id = fields.UUID()
    login = fields.String()


class AcceptanceSchema(Schema):
    """A role accepted; the codes are told once, and null where the role needs none."""

    user = fields.Nested(IdentitySchema)
    membership = fields.Nested(MembershipSchema)
    totp_uri = fields.String(allow_none=True)
    one_time_codes = fields.List(fields.String(), allow_none=True)
