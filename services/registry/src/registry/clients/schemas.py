"""Clients as JSON."""

from marshmallow import Schema, fields, validate

from registry.clients import rules
from registry.schools.schemas import Line, word


class NewClientSchema(Schema):
    """A client to be made."""

    name = Line(
        required=True, validate=validate.Length(rules.NAME_LETTERS[0], rules.NAME_LETTERS[-1])
    )
    tier = word(rules.Tier, required=True)


class ClientSchema(Schema):
    """A client as it is answered; its secret is never told again."""

    id = fields.UUID()
    name = fields.String()
    tier = fields.String()
    state = fields.String()
    used_on = fields.Date(allow_none=True)
    row_version = fields.Integer()


class ClientSecretSchema(Schema):
    """A client and its secret, which is told once."""

    id = fields.UUID(attribute="client.id")
    state = fields.String(attribute="client.state")
    row_version = fields.Integer(attribute="client.row_version")
    client = fields.Nested(ClientSchema)
    client_id = fields.UUID()
    client_secret = fields.String()


class ClientPageSchema(Schema):
    """A page of clients."""

    items = fields.List(fields.Nested(ClientSchema))
    next = fields.String(allow_none=True)


class ClientQuerySchema(Schema):
    """Where the list goes on."""

    after = Line(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
