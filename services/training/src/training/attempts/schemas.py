"""Attempts as JSON; the key is in no schema of what is asked."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from training.attempts import queries, rules
from training.attempts.model import Attempt
from training.enrolments.model import Enrolment
from training.enrolments.schemas import shown as enrolment_shown

MOST_ITEMS, MOST_OPTIONS, LONGEST_ID = 40, 12, 80
_ID = validate.Length(1, LONGEST_ID)


class QuizOptionSchema(Schema):
    """One of the answers to choose from."""

    id = fields.String()
    text = fields.String()


class QuestionSchema(Schema):
    """What is asked: `single` and `scenario` take one option, `multi` several, `order` all."""

    id = fields.String()
    kind = fields.String()
    stem = fields.String()
    options = fields.List(fields.Nested(QuizOptionSchema))


class FeedbackSchema(Schema):
    """What was right, and why; only after an attempt was handed in."""

    item = fields.String()
    right = fields.Boolean()
    correct = fields.List(fields.String())
    explanation = fields.String()


class AttemptSchema(Schema):
    """A quiz to answer."""

    id = fields.UUID()
    enrolment = fields.UUID()
    no = fields.Integer()
    state = fields.String(metadata={"description": "open or submitted"})
    items = fields.List(fields.Nested(QuestionSchema))
    row_version = fields.Integer()


class ResultSchema(Schema):
    """What became of an attempt, and of the enrolment it belongs to."""

    id = fields.UUID()
    no = fields.Integer()
    score = fields.Integer(metadata={"description": "Whole percent, cut down."})
    critical_ok = fields.Boolean()
    feedback = fields.List(fields.Nested(FeedbackSchema))
    state = fields.String(metadata={"description": "The enrolment's state."})
    enrolment = fields.UUID()
    attempts_left = fields.Integer()
    valid_until = fields.Date(allow_none=True)
    release_from = fields.DateTime(allow_none=True)
    row_version = fields.Integer()


class AnswersSchema(Schema):
    """The chosen options of each item; for `order` all of them, in the order put."""

    answers = fields.Dict(
        keys=fields.String(validate=_ID),
        values=fields.List(fields.String(validate=_ID), validate=validate.Length(max=MOST_OPTIONS)),
        required=True,
        validate=validate.Length(max=MOST_ITEMS),
    )


def asked(attempt: Attempt, module: str) -> dict[str, Any]:
    """Return an attempt as it is answered before it is handed in."""
    return {
        "id": attempt.id,
        "enrolment": attempt.enrolment_id,
        "no": attempt.no,
        "state": attempt.state,
        "items": queries.questions(attempt, module),
        "row_version": attempt.row_version,
    }


def result(attempt: Attempt, enrolment: Enrolment, today: date) -> dict[str, Any]:
    """Return an attempt as it is answered once it is handed in."""
    shown = enrolment_shown(enrolment, today)
    names = ("state", "attempts_left", "valid_until", "release_from")
    return {
        "id": attempt.id,
        "no": attempt.no,
        "score": attempt.score,
        "critical_ok": attempt.critical_ok,
        "feedback": queries.feedback(attempt, enrolment.module),
        "enrolment": enrolment.id,
        "row_version": attempt.row_version,
        **{name: shown[name] for name in names},
    }


def is_handed_in(attempt: Attempt) -> bool:
    """Say whether the key of an attempt may be shown."""
    return attempt.state == rules.SUBMITTED
