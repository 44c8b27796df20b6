"""The forms of one's own sign-in."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, SelectField, StringField

from chassis.forms import Form, needed
from registry.people.forms import language_choices


class ProfileForm(Form):
    """How others see a person, and how they are written to."""

    row_version = HiddenField()
    display_name = StringField(
        _l("Your name"),
        validators=[needed(_l("Write your name as others should see it."))],
        render_kw={"autocomplete": "name"},
    )
    lang = SelectField(_l("Language"))
    email = EmailField(
        _l("E-mail"),
        description=_l("Where links go when you lose your password. Others do not see it."),
        render_kw={"autocomplete": "email"},
    )

    def offer_languages(self, first: Iterable[str]) -> None:
        """Offer the programme's own languages first."""
        self.lang.choices = language_choices(first)
