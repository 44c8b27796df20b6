"""The form by which a school makes its way to report."""

from collections.abc import Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired

from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from reports.channels.rules import TIME

DEFAULT_DAYS = ("1", "2", "3", "4", "5")


def _is_time(_form: Form, field: Field) -> None:
    if not TIME.match(str(field.data or "").strip()):
        raise ValidationError(str(_l("Use the time as 08:00.")))


class ChannelForm(Form):
    """Languages, and when somebody is there."""

    langs = CheckboxesField(
        _l("Languages of the page"), validators=[DataRequired(_l("Choose a language."))]
    )
    days = CheckboxesField(
        _l("Days on which somebody can answer"),
        default=DEFAULT_DAYS,
        validators=[DataRequired(_l("Choose a day."))],
    )
    begins = StringField(
        _l("From"), default="08:00", validators=[needed(_l("Enter a time.")), _is_time]
    )
    ends = StringField(
        _l("Until"), default="16:00", validators=[needed(_l("Enter a time.")), _is_time]
    )

    def validate_ends(self, field: Field) -> None:
        """Ask for a time after the first one."""
        if str(self.begins.data or "") >= str(field.data or ""):
            raise ValidationError(str(_l("Use a time after the first one.")))

    def offer(self, langs: Sequence[str]) -> None:
        """Show these languages, and the days of the week in the reader's language."""
        names = get_day_names("wide", locale=get_locale() or "en")
        self.langs.choices = [SelectChoice(code, language_name(code)) for code in langs]
        self.days.choices = [SelectChoice(str(n + 1), names[n].capitalize()) for n in range(7)]

    def content(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        return {
            "langs": list(self.langs.data or []),
            "hours": {
                "days": [int(day) for day in self.days.data or []],
                "from": str(self.begins.data).strip(),
                "to": str(self.ends.data).strip(),
            },
        }


class VersionForm(Form):
    """A button, with the version of what it is about."""

    row_version = HiddenField()


def language_name(code: str) -> str:
    """Return the name of a language in the reader's, or its tag when nobody knows it."""
    reader = get_locale() or Locale("en")
    try:
        name = Locale.parse(code, sep="-").get_display_name(reader)
    except (ValueError, UnknownLocaleError):
        name = None
    return (name or code).capitalize()
