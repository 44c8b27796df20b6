"""Imports of school lists as JSON."""

from marshmallow import Schema, ValidationError, fields, validate

from chassis.errors import sentence
from registry.countries.rules import country_code

_SIGNS = 1


def _country(text: str) -> None:
    if country_code(text) != text:
        raise ValidationError(sentence("Use the two capital letters of a country, such as MD."))


class ReadingSchema(Schema):
    """How a file is to be read; what is missing is found out."""

    encoding = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    delimiter = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(equal=_SIGNS)
    )
    header_line = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 10_000)
    )
    sheet = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))


class UploadSchema(ReadingSchema):
    """What goes with an uploaded file."""

    country = fields.String(load_default=None, validate=_country)
    any_country = fields.Boolean(load_default=False)
    mapping = fields.String(load_default=None, validate=validate.Length(min=1, max=80))


class MappingSchema(Schema):
    """What each column is."""

    columns = fields.Dict(
        keys=fields.String(validate=validate.Length(max=1000)),
        values=fields.String(validate=validate.Length(max=40)),
        required=True,
        validate=validate.Length(max=1000),
    )
    date_formats = fields.Dict(
        keys=fields.String(validate=validate.OneOf(("opened_on", "closed_on"))),
        values=fields.String(),
        load_default=dict,
    )
    save_as = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(min=1, max=80)
    )


class ConfirmationSchema(Schema):
    """The word that a list may come in."""

    duplicates = fields.Raw(load_default="skip")
    whole_list = fields.Boolean(load_default=False)


class DetectedSchema(Schema):
    """How a file is read."""

    kind = fields.String()
    encoding = fields.String()
    delimiter = fields.String()
    header_line = fields.Integer()
    sheet = fields.String()
    sheets = fields.List(fields.String())


class CountsSchema(Schema):
    """Rows by what they would do."""

    new = fields.Integer()
    changed = fields.Integer()
    unchanged = fields.Integer()
    rejected = fields.Integer()
    possible_duplicates = fields.Integer()


class KindSchema(Schema):
    """One kind of problem or doubt in one column, with its first lines."""

    code = fields.String()
    column = fields.String()
    count = fields.Integer()
    lines = fields.List(fields.Integer())


class ImportSchema(Schema):
    """An import as it is answered."""

    id = fields.UUID()
    state = fields.String()
    row_version = fields.Integer()
    file_name = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    country = fields.String(allow_none=True)
    detected = fields.Nested(DetectedSchema)
    header = fields.List(fields.String())
    mapping = fields.Dict(keys=fields.String(), values=fields.String())
    mapping_name = fields.String(allow_none=True)
    unknown_columns = fields.List(fields.String())
    date_formats = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    counts = fields.Nested(CountsSchema, allow_none=True)
    rows = fields.Integer()
    problems = fields.List(fields.Nested(KindSchema))
    warnings = fields.List(fields.Nested(KindSchema))
    job = fields.UUID(allow_none=True)
    problem = fields.String(allow_none=True)
    made_at = fields.DateTime()
    confirmed_at = fields.DateTime(allow_none=True)


class PageSchema(Schema):
    """A page of imports, newest first."""

    items = fields.List(fields.Nested(ImportSchema))
    next = fields.String(allow_none=True)


class PageQuery(Schema):
    """Where a page of imports begins."""

    after = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class LinesQuery(Schema):
    """Where a page of rows begins."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class PairSchema(Schema):
    """A row that is possibly a school we have, and that school or the earlier row."""

    line = fields.Integer()
    row = fields.Dict()
    school = fields.Dict(allow_none=True)
    other_line = fields.Integer(allow_none=True)
    other_row = fields.Dict(allow_none=True)


class PairsSchema(Schema):
    """A page of possible duplicates."""

    items = fields.List(fields.Nested(PairSchema))
    next = fields.String(allow_none=True)


class StartedSchema(Schema):
    """The work that was begun."""

    job = fields.UUID()
    state = fields.String()
    row_version = fields.Integer()


class JobSchema(Schema):
    """How far a job has come."""

    id = fields.UUID()
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer(allow_none=True)
    counts = fields.Nested(CountsSchema, allow_none=True)
    problem = fields.String(allow_none=True)
