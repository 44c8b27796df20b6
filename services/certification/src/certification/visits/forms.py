"""The forms in which a visit is planned and a talk is kept."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length, NumberRange
from wtforms.widgets import TextInput

from certification.visits import rules
from certification.visits.formats import GROUPS
from chassis.forms import Form, SelectChoice, needed
from chassis.words import trimmed

LINE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s+(\S.{0,199})")


class AgendaForm(Form):
    """The day of a visit, and what happens on it, a line each."""

    visit_on = DateField(
        _l("On which day?"),
        validators=[needed(_l("Enter the day."))],
    )
    items = TextAreaField(
        _l("What happens when?"),
        description=_l("One line each, beginning with the time: 09:00 Talk with the head"),
        validators=[needed(_l("Write what happens when."))],
        render_kw={"rows": 8},
    )

    def validate_items(self, field: TextAreaField) -> None:  # noqa: ARG002 - WTForms hands it
        """Ask for a time at the beginning of each line."""
        lines = self._lines()
        wrong = [str(at) for at, line in enumerate(lines, 1) if not LINE.fullmatch(line)]
        if wrong:
            text = _("Begin with a time such as 09:00 in line %(lines)s.", lines=", ".join(wrong))
            raise ValidationError(text)
        if len(lines) > rules.MOST_ITEMS:
            raise ValidationError(_("Write at most %(most)s lines.", most=rules.MOST_ITEMS))

    def agenda(self) -> list[dict[str, str]]:
        """Return what was written."""
        found = [LINE.fullmatch(line) for line in self._lines()]
        return [{"at": f"{one[1]}:{one[2]}", "what": one[3].strip()} for one in found if one]

    def _lines(self) -> list[str]:
        return [line.strip() for line in (self.items.data or "").splitlines() if line.strip()]


class TalkForm(Form):
    """With whom one talked, and what was heard."""

    group = RadioField(
        _l("With whom did you talk?"),
        choices=[SelectChoice(code, words) for code, words in GROUPS.items()],
        validators=[needed(_l("Choose with whom you talked."))],
    )
    people = IntegerField(
        _l("How many took part?"),
        description=_l("At least 4 pupils together; an adult whom they choose may be there."),
        validators=[
            needed(_l("Enter how many took part.")),
            NumberRange(1, rules.MOST_PEOPLE, message=_l("Use a number from 1 to 40.")),
        ],
        widget=TextInput(),
    )
    summary = TextAreaField(
        _l("What did you hear?"),
        description=_l(
            "Name nobody, and nothing by which one could tell who said it. The school reads it "
            "together with the findings."
        ),
        filters=[trimmed],
        validators=[needed(_l("Write what you heard.")), Length(max=2000)],
    )


def written(agenda: Any) -> str:
    """Return an agenda as lines."""
    return "\n".join(f"{each['at']} {each['what']}" for each in agenda)
