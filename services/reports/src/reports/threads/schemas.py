"""Visits and messages as JSON."""

from marshmallow import Schema, fields, validate


class CodeSchema(Schema):
    """A code as somebody typed it."""

    receipt = fields.String(required=True, validate=validate.Length(1, 400))


class MessageSchema(Schema):
    """One message of a thread."""

    from_ = fields.String(data_key="from", attribute="side")
    day = fields.Date()
    text = fields.String()


class ThreadSchema(Schema):
    """A thread: what was said since the report, never the report itself."""

    state_text = fields.String()
    messages = fields.List(fields.Nested(MessageSchema))
    may_write = fields.Boolean()
    demonstration = fields.Boolean()
    notice = fields.String()


class VisitSchema(ThreadSchema):
    """A visit that begins; the token is told once."""

    token = fields.String()


class NewMessageSchema(Schema):
    """A message: words only."""

    text = fields.String(required=True)


class WrittenSchema(Schema):
    """A message that is kept."""

    number = fields.Integer()
    removed = fields.List(fields.String())
