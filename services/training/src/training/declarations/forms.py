"""The form in which a school says how many people work there."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Regexp

from chassis.forms import CheckboxesField, Form, needed
from chassis.words import trimmed
from training.declarations.actions import Declaration
from training.headcounts import rules
from training.headcounts.model import Headcount
from training.learners.rules import GROUPS


def _number(label: Any, hint: Any) -> IntegerField:
    return IntegerField(
        label,
        description=hint,
        validators=[
            needed(_l("Enter a number; 0 if there is nobody.")),
            NumberRange(0, rules.MOST),
        ],
    )


class HeadcountForm(Form):
    """How many people work at a school, and who has left."""

    row_version = HiddenField()
    term = StringField(
        _l("Which term is this for?"),
        description=_l("For example 2026-1."),
        filters=[trimmed],
        validators=[
            needed(_l("Name the term.")),
            Length(max=rules.LONGEST_TERM),
            Regexp(r"[^\x00-\x1f\x7f]*\Z"),
        ],
    )
    declared_on = DateField(
        _l("On which day did you count?"),
        description=_l("The numbers hold for 180 days."),
        validators=[needed(_l("Enter the day on which you counted."))],
    )
    leadership = _number(_l("Leadership"), _l("Head, focal point, deputy, others who lead."))
    teaching = _number(_l("Teaching"), _l("Teachers and assistants."))
    support = _number(_l("Support"), _l("Office, technology, boarding, transport, kitchen."))
    governing = _number(_l("Governing"), _l("Board and parents' council, if they learn here."))
    left = CheckboxesField(_l("Who has left since?"), choices=[])

    def declaration(self) -> Declaration:
        """Return what was declared."""
        left = [UUID(each) for each in self.left.data or ()]
        groups = {group: self[group].data for group in GROUPS}
        return Declaration(self.term.data, self.declared_on.data, groups, left)


def answers_of(headcount: Headcount | None) -> dict[str, Any]:
    """Return the last head count as answers, but for the day, which must be a new one."""
    if headcount is None:
        return {}
    return {
        "term": headcount.term,
        "row_version": headcount.row_version,
        **headcount.groups(),
    }
