"""The form that asks for password and code once more."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from chassis.forms import Form, needed


class ShowAgainForm(Form):
    """Password, and a code where the roles need one."""

    password = PasswordField(
        _l("Password"),
        validators=[needed(_l("Write your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Code"),
        description=_l("The 6 digits of your app, or one code from your printed sheet."),
        validators=[needed(_l("Write the code."))],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )
