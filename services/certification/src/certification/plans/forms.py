"""The forms in which a school plans."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Regexp

from certification.plans import rules
from certification.plans.rules import Wish
from certification.standards.rules import HIGHEST
from chassis.forms import Form, SelectChoice, needed
from chassis.words import trimmed

OWNER_WORDS = {
    "head": _l("Head"),
    "focal": _l("Focal point"),
    "deputy": _l("Deputy"),
    "staff": _l("Another member of staff"),
}
EFFORT_WORDS = {
    "S": _l("Small: a few hours"),
    "M": _l("Middle: some days"),
    "L": _l("Large: weeks, or money"),
}
STATE_WORDS = {
    rules.OPEN: _l("Not begun"),
    rules.DOING: _l("Under way"),
    rules.DONE: _l("Done"),
    rules.DROPPED: _l("Dropped"),
}
_LINE = Regexp(r"[^\x00-\x1f\x7f]*\Z")


class ActionForm(Form):
    """What is to be done, by which post and by when."""

    criterion = SelectField(
        _l("Which criterion is it for?"), validators=[needed(_l("Choose a criterion."))]
    )
    to_level = SelectField(
        _l("Which level shall it bring you to?"),
        coerce=int,
        choices=[SelectChoice(level, str(level)) for level in range(1, HIGHEST + 1)],
        default=2,
    )
    title = StringField(
        _l("What will you do?"),
        description=_l("Begin with a verb: “Write the duties of the focal point”. No names."),
        filters=[trimmed],
        validators=[
            needed(_l("Say what you will do.")),
            Length(rules.LEAST_TITLE, rules.MOST_TITLE),
            _LINE,
        ],
    )
    owner_role = RadioField(
        _l("Who sees to it?"),
        choices=[SelectChoice(value, label) for value, label in OWNER_WORDS.items()],
        validators=[needed(_l("Choose who sees to it."))],
    )
    due_on = DateField(
        _l("By which day?"),
        validators=[needed(_l("Enter the day."))],
    )
    effort = RadioField(
        _l("How much work is it?"),
        choices=[SelectChoice(value, label) for value, label in EFFORT_WORDS.items()],
        validators=[needed(_l("Choose how much work it is."))],
    )

    def wish(self) -> Wish:
        """Return what is planned."""
        return Wish(
            self.criterion.data,
            self.to_level.data,
            self.title.data,
            self.owner_role.data,
            self.due_on.data,
            self.effort.data,
        )


class DroppingForm(Form):
    """Why an action is dropped."""

    reason = StringField(
        _l("Why is it dropped?"),
        filters=[trimmed],
        validators=[
            needed(_l("Say why it is dropped.")),
            Length(rules.LEAST_REASON, rules.MOST_REASON),
            _LINE,
        ],
    )
