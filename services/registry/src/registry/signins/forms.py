"""The two steps of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from chassis.forms import Form, needed


class SignInForm(Form):
    """Login and password."""

    login = StringField(
        _l("Login"),
        validators=[needed(_l("Write your login."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[needed(_l("Write your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The code that follows the password."""

    ticket = HiddenField()
    """Says, sealed, that the password was shown."""
    code = StringField(
        _l("Code"),
        description=_l("The 6 digits of your app, or one code from your printed sheet."),
        validators=[needed(_l("Write the code."))],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )
