"""Sign-in as JSON, with the field names of RFC 6749."""

from typing import Any

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_dump,
    validate,
    validates_schema,
)

from chassis.errors import sentence

_NEEDED = {
    "password": ("username", "password"),
    "refresh_token": ("refresh_token",),
    "client_credentials": ("client_id", "client_secret"),
}


class TokenBody(Schema):
    """What a person shows for a token."""

    grant_type = fields.String(required=True, validate=validate.OneOf(list(_NEEDED)))
    username = fields.String(validate=validate.Length(max=400))
    password = fields.String(validate=validate.Length(max=1000))
    otp = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))
    refresh_token = fields.String(validate=validate.Length(max=400))
    client_id = fields.String(validate=validate.Length(max=100))
    client_secret = fields.String(validate=validate.Length(max=400))

    @validates_schema
    def check_complete(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for the fields of the grant that was named."""
        missing = [name for name in _NEEDED[data["grant_type"]] if not data.get(name)]
        if missing:
            raise ValidationError({name: [sentence("This is needed here.")] for name in missing})


class TokenSchema(Schema):
    """Two tokens: one for each call, and one to get the next pair with."""

    access_token = fields.String()
    token_type = fields.Constant("Bearer")
    expires_in = fields.Constant(900)
    refresh_token = fields.String()

    @post_dump
    def leave_out_what_is_not_given(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Say nothing of a refresh token to a program, which gets none."""
        return {name: value for name, value in data.items() if value is not None}


class RoleSchema(Schema):
    """A role as the token says it."""

    role = fields.String()
    scope = fields.String()
    id = fields.String()


class MeSchema(Schema):
    """Who is calling."""

    id = fields.String()
    sid = fields.String()
    login = fields.String()
    display_name = fields.String(attribute="name")
    lang = fields.String()
    partner = fields.String(allow_none=True)
    roles = fields.List(fields.Nested(RoleSchema))
