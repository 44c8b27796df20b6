"""The form of a cohort, and what its states are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Regexp

from chassis.forms import Form, needed
from chassis.words import trimmed
from registry.cohorts import rules

STATES: dict[str, Any] = {
    rules.State.PLANNED: _l("Planned"),
    rules.State.RUNNING: _l("Running"),
    rules.State.CLOSED: _l("Closed"),
}
BADGES: dict[str, str] = {
    rules.State.PLANNED: "wait",
    rules.State.RUNNING: "done",
    rules.State.CLOSED: "plain",
}
_VERSION = Regexp(rules.SEMVER, message=_l("Use a version such as 1.0.0."))


class CohortForm(Form):
    """A cohort to be planned."""

    name = StringField(
        _l("Name of the cohort"),
        description=_l("For example: Spring 2026, north"),
        filters=[trimmed],
        validators=[
            needed(_l("Enter a name.")),
            Length(rules.NAME_LETTERS[0], rules.NAME_LETTERS[-1]),
        ],
    )
    starts_on = DateField(_l("First day"), validators=[needed(_l("Enter the first day."))])
    ends_on = DateField(_l("Last day"), validators=[needed(_l("Enter the last day."))])
    target = IntegerField(
        _l("For how many schools is it planned?"),
        validators=[
            needed(_l("Enter a number of schools.")),
            NumberRange(rules.TARGETS[0], rules.TARGETS[-1]),
        ],
    )
    standard_version = StringField(
        _l("Version of the standard"),
        description=_l("Its schools rate themselves against this text, also when a newer comes."),
        default="1.0.0",
        filters=[trimmed],
        validators=[needed(_l("Enter a version.")), _VERSION],
    )
    curriculum_version = StringField(
        _l("Version of the curriculum"),
        default="1.0.0",
        filters=[trimmed],
        validators=[needed(_l("Enter a version.")), _VERSION],
    )

    def content(self) -> dict[str, Any]:
        """Return what was written."""
        return {
            name: self[name].data
            for name in (
                "name",
                "starts_on",
                "ends_on",
                "target",
                "standard_version",
                "curriculum_version",
            )
        }
