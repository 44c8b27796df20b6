"""The form of a visit, and what its parts are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length, NumberRange, StopValidation

from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from registry.support import rules

MODES: dict[str, Any] = {
    rules.Mode.VISIT: _l("I was at the school"),
    rules.Mode.CALL: _l("We spoke on the phone"),
    rules.Mode.ONLINE: _l("We met online"),
}
MODE_NAMES: dict[str, Any] = {
    rules.Mode.VISIT: _l("At the school"),
    rules.Mode.CALL: _l("On the phone"),
    rules.Mode.ONLINE: _l("Online"),
}
MODULES: dict[str, Any] = {
    rules.Module.M1: _l("Rights, risks and leadership"),
    rules.Module.M2: _l("Policy and people"),
    rules.Module.M3: _l("Reporting and response"),
    rules.Module.M4: _l("Education and participation"),
    rules.Module.M5: _l("Technology, data, improvement"),
}
_NO_CHILD = _l(
    "Write nothing about any child: no name, no class, no story somebody would recognise."
)


def _is_finite(_form: Form, field: DecimalField) -> None:
    """Refuse `NaN` and `Infinity`: Python reads them as numbers, yet not all can be compared."""
    if field.data is not None and not field.data.is_finite():
        raise StopValidation(str(_l("Use a number, such as 12.5.")))


class VisitForm(Form):
    """A visit to be noted."""

    school = SelectField(_l("School"), validators=[needed(_l("Choose a school."))])
    on = DateField(_l("Day"), validators=[needed(_l("Enter the day."))])
    mode = RadioField(
        _l("How did you meet?"),
        choices=[SelectChoice(str(mode), words) for mode, words in MODES.items()],
        validators=[needed(_l("Choose how you met."))],
    )
    hours = DecimalField(
        _l("Hours"),
        description=_l("For example 1.5. A quarter of an hour is 0.25."),
        validators=[needed(_l("Enter the hours.")), _is_finite, NumberRange(*rules.HOURS)],
    )
    modules = CheckboxesField(
        _l("What was it about?"),
        choices=[SelectChoice(str(module), words) for module, words in MODULES.items()],
    )
    notes = TextAreaField(
        _l("What you did"), description=_NO_CHILD, validators=[Length(max=rules.NOTE_LETTERS)]
    )
    next_steps = TextAreaField(
        _l("What was agreed for the next time"),
        description=_l("One step on each line, at most 10. Nothing about any child here either."),
    )

    def validate_next_steps(self, _field: TextAreaField) -> None:
        """Keep steps few and short."""
        steps = self.steps()
        if len(steps) > rules.MOST_STEPS:
            raise ValidationError(str(_l("Write at most %(most)s steps.", most=rules.MOST_STEPS)))
        if any(len(step) > rules.STEP_LETTERS for step in steps):
            raise ValidationError(
                str(_l("Write at most %(most)s letters on a line.", most=rules.STEP_LETTERS))
            )

    def steps(self) -> list[str]:
        """Return the steps, one for each line."""
        return [line.strip() for line in (self.next_steps.data or "").splitlines() if line.strip()]

    def written(self) -> dict[str, Any]:
        """Return what was written, as the API takes it."""
        return {
            "school": self.school.data,
            "on": self.on.data.isoformat(),
            "mode": self.mode.data,
            "hours": str(self.hours.data),
            "modules": self.modules.data or [],
            "notes": self.notes.data or "",
            "next_steps": self.steps(),
        }
