"""Self-reviews and ratings as JSON."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from certification.reviews import rules
from certification.reviews.rules import Wish
from certification.standards.rules import AWARDS, HIGHEST
from chassis.errors import sentence

MOST_RATINGS = 100
_TEXT = validate.Regexp(
    re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z"),
    error=sentence("Leave out signs that cannot be shown."),
)


class NewReviewSchema(Schema):
    """Which school rates itself, and what it aims at."""

    school = fields.UUID(required=True)
    target = fields.String(load_default=None, validate=validate.OneOf(AWARDS))


class NewRatingSchema(Schema):
    """How one criterion is rated; a commentary left out stays as it is."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    level = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, HIGHEST))
    commentary = fields.String(validate=[validate.Length(max=rules.MOST_COMMENTARY), _TEXT])
    na = fields.Boolean(load_default=False)
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=rules.MOST_REASON), _TEXT],
    )

    @validates_schema
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for a level, unless the criterion does not apply."""
        if "level" not in data and not data["na"]:
            raise ValidationError(
                sentence("Give a level from 0 to 4, or say that it does not apply.")
            )


class RatingsSchema(Schema):
    """Some ratings, or all."""

    ratings = fields.List(
        fields.Nested(NewRatingSchema),
        required=True,
        validate=validate.Length(1, MOST_RATINGS),
    )


class RatingSchema(Schema):
    """A rating."""

    criterion = fields.String()
    level = fields.Integer(allow_none=True)
    commentary = fields.String()
    na = fields.Boolean(attribute="is_na")
    reason = fields.String(allow_none=True)
    updated_at = fields.DateTime()


class ReviewSchema(Schema):
    """A self-review; the ratings are there for whoever may read them."""

    id = fields.UUID()
    school = fields.UUID(attribute="school_id")
    round = fields.Integer()
    standard_version = fields.String()
    target = fields.String()
    state = fields.String()
    baselined_on = fields.Date(allow_none=True)
    plan_adopted_on = fields.Date(allow_none=True)
    submitted_at = fields.DateTime(allow_none=True)
    unrated = fields.Integer()
    ratings = fields.List(fields.Nested(RatingSchema))
    row_version = fields.Integer()


class ReviewPageSchema(Schema):
    """A page of self-reviews, without ratings."""

    items = fields.List(fields.Nested(ReviewSchema))
    next = fields.String(allow_none=True)


class ReviewQuerySchema(Schema):
    """Of which school, and where to go on."""

    school = fields.UUID(required=True)
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


def wishes_of(body: dict[str, Any]) -> list[Wish]:
    """Return what was asked for."""
    return [
        Wish(
            each["criterion"],
            each.get("level"),
            each.get("commentary"),
            each["na"],
            each["reason"],
        )
        for each in body["ratings"]
    ]
