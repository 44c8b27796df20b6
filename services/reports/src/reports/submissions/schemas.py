"""Reports as JSON: the form, and what it is answered with."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from chassis.errors import sentence
from reports.channels.rules import LANGUAGE
from reports.submissions import rules
from reports.taxonomies.formats import taxonomy
from reports.texts.rules import LONGEST_REPORT, length


def _is_short(text: str) -> None:
    if length(text) > LONGEST_REPORT:
        raise ValidationError(sentence("Write at most %(most)s letters.", most=LONGEST_REPORT))


def _choice(*words: str) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.OneOf(words))


class NewReportSchema(Schema):
    """A report; only what happened must be said. There is no field for a name or a file."""

    form_token = fields.String(required=True, validate=validate.Length(1, 200))
    lang = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(
            LANGUAGE, error=sentence("Use a language tag such as ro or sr-Latn.")
        ),
    )
    who = _choice(*rules.WHO)
    what = fields.String(required=True, validate=validate.OneOf(taxonomy().words()))
    age_band = _choice(*rules.AGES)
    safe_now = _choice(*rules.SAFE)
    when = _choice(*rules.WHEN)
    platform = _choice(*rules.PLATFORMS)
    text = fields.String(load_default="", allow_none=True, validate=_is_short)
    about_staff = fields.Boolean(load_default=False)
    about_programme = fields.Boolean(load_default=False)
    wants_reply = fields.Boolean(load_default=False)


class ServiceSchema(Schema):
    """A service anybody may call or visit."""

    name = fields.String()
    url = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    free = fields.Boolean(allow_none=True)


class HelpSchema(Schema):
    """Whom to call."""

    emergency = fields.String()
    helpline = fields.Nested(ServiceSchema)
    hotline = fields.Nested(ServiceSchema)
    police_unit = fields.Nested(ServiceSchema, allow_none=True)
    social_service = fields.Nested(ServiceSchema, allow_none=True)


class PublicChannelSchema(Schema):
    """A way to report as a child sees it."""

    open = fields.Boolean()
    langs = fields.List(fields.String())
    help = fields.Nested(HelpSchema)
    form_token = fields.String(allow_none=True)
    not_before = fields.AwareDateTime(allow_none=True, metadata={"description": "An instant."})
    demonstration = fields.Boolean(
        metadata={"description": "While true, nobody reads what is written here."}
    )
    notice = fields.String()


class ReceiptSchema(Schema):
    """The answer to a report, with the code by which its sender comes back."""

    receipt = fields.String()
    state = fields.String()
    next_by = fields.String(metadata={"format": "date"})
    help = fields.Nested(HelpSchema)
    removed = fields.List(fields.String())
    demonstration = fields.Boolean()
    notice = fields.String()


def filled_in(body: dict[str, Any]) -> dict[str, Any]:
    """Return a form with nothing where nothing was said, so that two spellings are one."""
    return {**body, "text": body.get("text") or ""}
