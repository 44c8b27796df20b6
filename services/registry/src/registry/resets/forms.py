"""The forms by which a new password is asked for and chosen."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField

from chassis.forms import Form, needed


class ForgottenForm(Form):
    """Who has lost the password."""

    login = StringField(
        _l("Login"),
        validators=[needed(_l("Write your login."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("Choose a new password"),
        validators=[needed(_l("Write a password of 12 letters or more."))],
        description=_l(
            "12 letters or more. A few words in a row are easy to remember and hard to guess."
        ),
        render_kw={"autocomplete": "new-password"},
    )


class HandOverForm(Form):
    """What the person has lost."""

    renews_codes = BooleanField(
        _l("The phone or the sheet of codes is lost too"),
        description=_l("The link then gives new codes as well, and the old ones end."),
    )
