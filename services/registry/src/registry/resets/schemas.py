"""New passwords as JSON."""

from marshmallow import Schema, fields, validate


class ForgottenBody(Schema):
    """Who has lost the password."""

    login = fields.String(required=True, validate=validate.Length(1, 400))


class ForgottenSchema(Schema):
    """The same answer for everybody."""

    state = fields.Constant("sent_if_known")


class CompletionBody(Schema):
    """The new password."""

    password = fields.String(required=True, validate=validate.Length(max=1000))


class CompletionSchema(Schema):
    """A new password is chosen; codes are told once, and null where they stay."""

    login = fields.String(attribute="user.login")
    totp_uri = fields.String(attribute="second_factor.totp_uri", dump_default=None)
    one_time_codes = fields.List(
        fields.String(), attribute="second_factor.one_time_codes", dump_default=None
    )


class HandOverBody(Schema):
    """Whether codes are lost too."""

    renews_codes = fields.Boolean(load_default=False)


class HandedSchema(Schema):
    """A link to hand to its person, told once."""

    login = fields.String(attribute="user.login")
    reset_url = fields.String(attribute="url")
    expires_at = fields.AwareDateTime()
