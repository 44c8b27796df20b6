"""The forms in which a coordinator makes somebody an assessor, and ends it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from certification.accreditations import rules
from certification.accreditations.formats import CHANGES
from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from chassis.words import trimmed

_LENGTH = Length(3, 500, message=_l("Write from 3 to 500 letters."))


class AssessorForm(Form):
    """Who is to be an assessor, in which languages, and why."""

    user = RadioField(_l("Who?"), coerce=str, validators=[needed(_l("Choose a person."))])
    langs = CheckboxesField(
        _l("In which languages can they assess?"),
        validators=[needed(_l("Choose at least one language."))],
    )
    reason = TextAreaField(
        _l("Why can this person assess schools?"),
        description=_l("What they have done before. It is kept in the records."),
        filters=[trimmed],
        validators=[needed(_l("Say why.")), _LENGTH],
    )

    def offer(self, people: Mapping[UUID, str], langs: Sequence[tuple[str, str]]) -> None:
        """Offer these people and these languages."""
        named = sorted(people.items(), key=lambda each: each[1])
        self.user.choices = [SelectChoice(str(user), name) for user, name in named]
        self.langs.choices = [SelectChoice(code, words) for code, words in langs]


class ChangeForm(Form):
    """What becomes of an accreditation, and why."""

    state = RadioField(
        _l("What shall change?"), coerce=str, validators=[needed(_l("Choose what changes."))]
    )
    reason = TextAreaField(
        _l("Why?"),
        description=_l("It is kept in the records. Name nobody but the assessor."),
        filters=[trimmed],
        validators=[needed(_l("Say why.")), _LENGTH],
    )

    def offer(self, state: str) -> None:
        """Offer what may follow a state."""
        self.state.choices = [SelectChoice(each, CHANGES[each]) for each in rules.NEXT[state]]
