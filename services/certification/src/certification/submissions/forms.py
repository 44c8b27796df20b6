"""The forms in which a self-review is handed in, sent back or given up."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length

from certification.standards.rules import Criterion
from certification.submissions.formats import KINDS
from chassis.forms import Form, SelectChoice, needed
from chassis.words import trimmed

LEAST_REASON, MOST_REASON = 20, 1500


class SubmissionForm(Form):
    """How a school wants to be looked at, and its consent to a public entry."""

    kind = RadioField(
        _l("How shall your school be looked at?"),
        description=_l("Most schools are visited. The assessors may ask for another way."),
        choices=[SelectChoice(code, words) for code, words in KINDS.items()],
        default="visit",
        validators=[needed(_l("Choose one."))],
    )
    public_entry = BooleanField(
        _l(
            "I agree: if my school is certified, everybody can see its name, town and level, and "
            "how far it is with each of the five modules."
        )
    )


class ReturnForm(Form):
    """Why a self-review is sent back: a reason for each criterion that needs one."""

    def reasons(self) -> Sequence[tuple[str, str]]:
        """Return what was written, by criterion."""
        return [
            (str(field.label.field_id).removeprefix("c_").replace("_", "."), field.data)
            for field in self.boxes()
            if field.data
        ]

    def boxes(self) -> list[Any]:
        """Return the boxes, one for each criterion."""
        return [field for field in self if field.name.startswith("c_")]


def return_form(criteria: Iterable[Criterion]) -> ReturnForm:
    """Return the form with a box for each criterion."""
    fields = {
        f"c_{each.id.replace('.', '_')}": TextAreaField(
            f"{each.id} {each.title}",
            filters=[trimmed],
            validators=[_long_enough, Length(max=MOST_REASON)],
        )
        for each in criteria
    }
    form: ReturnForm = type("WholeReturnForm", (ReturnForm,), fields)()
    return form


def _long_enough(_form: object, field: Any) -> None:
    if field.data and len(field.data) < LEAST_REASON:
        raise ValidationError(str(_l("Write at least 20 letters, so that the school can mend it.")))
