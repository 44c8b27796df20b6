"""The forms by which people are invited and come in."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectField, StringField

from chassis.forms import Form, SelectChoice, needed
from registry.roles.formats import ROLE_NAMES

_LANGUAGES = (
    ("en", "English"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("be", "Беларуская"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("th", "ไทย"),
)


class InviteForm(Form):
    """Whom to invite, to what, where."""

    login = StringField(
        _l("Login"),
        validators=[needed(_l("Write the login this person shall sign in with."))],
        description=_l("For example ana.rusu, or an e-mail address. It cannot be changed later."),
    )
    role = SelectField(_l("Role"), validators=[needed(_l("Choose a role."))])
    place = SelectField(_l("Where"), validators=[needed(_l("Choose where."))])

    def offer(self, roles: Iterable[str], places: Iterable[tuple[str, str]]) -> None:
        """Offer only what the person who invites may give."""
        self.role.choices = [SelectChoice(each, ROLE_NAMES[each]) for each in roles]
        self.place.choices = [SelectChoice(value, label) for value, label in places]


class PersonForm(Form):
    """Who a person is to others, and in which language they read."""

    display_name = StringField(
        _l("Your name"),
        validators=[needed(_l("Write your name as others should see it."))],
        render_kw={"autocomplete": "name"},
    )
    lang = SelectField(_l("Language"))

    def offer_languages(self, first: Iterable[str]) -> None:
        """Offer the programme's own languages first."""
        self.lang.choices = language_choices(first)


class AcceptForm(PersonForm):
    """What somebody new says about themselves."""

    email = EmailField(
        _l("E-mail"),
        description=_l("Only for reminders. Nobody outside the programme sees it."),
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Choose a password"),
        validators=[needed(_l("Write a password of 12 letters or more."))],
        description=_l(
            "12 letters or more. A few words in a row are easy to remember and hard to guess."
        ),
        render_kw={"autocomplete": "new-password"},
    )


def language_choices(first: Iterable[str]) -> list[SelectChoice]:
    """Return the languages people may choose, the programme's own ones first."""
    known = dict(_LANGUAGES)
    ordered = dict.fromkeys([*first, *known])
    return [SelectChoice(each, known.get(each, each)) for each in ordered]
