"""The forms in which an assessor is asked, and answers."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from certification.assignments.formats import TIES
from chassis.forms import CheckboxesField, Form, SelectChoice, needed


class OfferForm(Form):
    """Whom to ask, and whether they would lead."""

    accreditation = RadioField(
        _l("Whom do you ask?"), coerce=str, validators=[needed(_l("Choose an assessor."))]
    )
    lead = BooleanField(_l("This person leads the assessment"), default=True)

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer these assessors."""
        self.accreditation.choices = [SelectChoice(value, words) for value, words in people]


class AcceptanceForm(Form):
    """What ties the assessor to the school."""

    declared = CheckboxesField(
        _l("Does anything tie you to this school?"),
        description=_l("Tick what is so. Leave all empty if nothing is."),
        choices=[SelectChoice(code, words) for code, words in TIES.items()],
    )


class RefusalForm(Form):
    """Why not, if something ties the assessor to the school."""

    kind = RadioField(
        _l("Why do you say no?"),
        choices=[SelectChoice("none", _l("I have no time, or another reason")),
                 *(SelectChoice(code, words) for code, words in TIES.items())],
        default="none",
        validators=[needed(_l("Choose one."))],
    )  # fmt: skip
