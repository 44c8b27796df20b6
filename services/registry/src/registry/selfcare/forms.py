"""The forms of one's own sign-in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField

from registry.people.forms import PersonForm


class ProfileForm(PersonForm):
    """How others see a person, and how they are written to."""

    row_version = HiddenField()
    email = EmailField(
        _l("E-mail"),
        description=_l("Where links go when you lose your password. Others do not see it."),
        render_kw={"autocomplete": "email"},
    )
