"""The form in which a coordinator makes somebody a trainer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from chassis.words import trimmed


class TrainerForm(Form):
    """Who is to be a trainer, in what, and why."""

    user = RadioField(_l("Who?"), coerce=str, validators=[needed(_l("Choose a person."))])
    modules = CheckboxesField(
        _l("In which modules?"), validators=[needed(_l("Choose at least one module."))]
    )
    reason = TextAreaField(
        _l("Why can this person train?"),
        description=_l("Training they gave before, or what they teach. It is kept in the records."),
        filters=[trimmed],
        validators=[
            needed(_l("Say why.")),
            Length(3, 500, message=_l("Write from 3 to 500 letters.")),
        ],
    )

    def offer(self, people: Mapping[UUID, str], modules: Sequence[tuple[str, str]]) -> None:
        """Offer these people and these modules."""
        named = sorted(people.items(), key=lambda each: each[1])
        self.user.choices = [SelectChoice(str(user), name) for user, name in named]
        self.modules.choices = [SelectChoice(code, words) for code, words in modules]
