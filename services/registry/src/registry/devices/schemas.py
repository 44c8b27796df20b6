"""Where one is signed in, as JSON."""

from marshmallow import Schema, fields


class DeviceSchema(Schema):
    """One device; `device` is what its browser said it is."""

    id = fields.UUID()
    device = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    refreshed_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class DeviceListSchema(Schema):
    """All devices of the caller, the newest sign-in first."""

    items = fields.List(fields.Nested(DeviceSchema))
